import { isMutation, staysInHand } from './mutations.ts'
import { isLog, type Run, type Step, showStep } from './run.ts'

/** A promise about system calls, and the calls of a run that break it. */
export interface Rule {
  readonly name: string
  readonly broken: (run: Run) => readonly Step[]
}

export const RULES: readonly Rule[] = [
  { name: 'starts no program', broken: ({ all }) => all.slice(1).filter(startsProgram) },
  { name: 'opens no network socket', broken: ({ all }) => all.filter(usesNetwork) },
  { name: 'opens everything close-on-exec', broken: ({ own }) => own.filter(leaksDescriptor) },
  {
    name: 'changes files by descriptor',
    broken: ({ own }) => own.filter((step) => isMutation(step) && !staysInHand(step)),
  },
  { name: 'opens files of a container without reading or writing them', broken: opensForUse },
  { name: 'opens nothing but its log for writing', broken: ({ own }) => own.filter(opensForWriting) },
  { name: 'writes to nothing but stdout, stderr, its log and the add-on', broken: writesElsewhere },
  { name: 'changes identity on the main thread alone', broken: switchesElsewhere },
  { name: 'touches no file from another thread while it is somebody else', broken: filesOfOthersMeanwhile },
  { name: 'leaves inheritable and ambient capabilities empty', broken: ({ own }) => own.filter(keepsCapabilities) },
  { name: 'looks nothing up once it is in the mount namespace of the container', broken: afterEntering },
  { name: 'enters no namespace but that for mounts', broken: ({ own }) => own.filter(entersAnother) },
  { name: 'cannot be traced before it looks at a container', broken: looksWhileDumpable },
  { name: 'reaches into no other process', broken: ({ own }) => own.filter(({ name }) => REACHING.includes(name)) },
]

/** Every promise that a run broke, with the call that did. */
export function breaches(run: Run): string[] {
  return RULES.flatMap(({ name, broken }) => broken(run).map((step) => `it ${name}, except: ${showStep(step)}`))
}

const REACHING = ['ptrace', 'process_vm_readv', 'process_vm_writev', 'kill', 'pidfd_getfd', 'pidfd_send_signal', 'bpf']

/** A process of the container may be of the hook's user, and see it in a PID namespace that they share. */
function looksWhileDumpable({ own }: Run): Step[] {
  const at = own.findIndex(
    ({ name, args }) => name === 'prctl' && args.startsWith('PR_SET_DUMPABLE, SUID_DUMP_DISABLE'),
  )
  return own.slice(0, at < 0 ? own.length : at).filter(({ name }) => name === 'pidfd_open' || name === 'openat2')
}

function startsProgram({ name, args }: Step): boolean {
  if (['execve', 'execveat', 'fork', 'vfork'].includes(name)) return true
  return ['clone', 'clone3'].includes(name) && !args.includes('CLONE_THREAD')
}

function usesNetwork({ name, parts, args }: Step): boolean {
  if (name === 'socket' || name === 'socketpair') return parts[0] !== 'AF_UNIX'
  if (name === 'connect') return !args.includes('sa_family=AF_UNIX')
  return ['bind', 'listen', 'accept', 'accept4'].includes(name)
}

/** Calls that give a descriptor, where whoever calls must say that a program started later shall not have it. */
const GIVING = ['open', 'openat', 'openat2', 'socket', 'socketpair', 'pipe2', 'eventfd2', 'epoll_create1', 'dup3']
const GIVING_ALWAYS_OPEN = ['creat', 'dup', 'dup2', 'pipe', 'eventfd', 'epoll_create', 'inotify_init', 'signalfd']
const GIVING_MOUNTS = ['fsopen', 'fsmount', 'open_tree', 'memfd_create', 'inotify_init1', 'timerfd_create', 'signalfd4']

function leaksDescriptor({ name, args, failed }: Step): boolean {
  if (failed) return false
  if (GIVING_ALWAYS_OPEN.includes(name) || (name === 'fcntl' && / F_DUPFD\b(?!_CLOEXEC)/.test(args))) return true
  return [...GIVING, ...GIVING_MOUNTS].includes(name) && !args.includes('CLOEXEC')
}

/** The container's files are reached with openat2(2), or from a descriptor: both only to hold them. */
function opensForUse({ own, ofProc }: Run): Step[] {
  const opened = own.filter(({ name, parts }) => name === 'openat2' || (name === 'openat' && parts[0] !== 'AT_FDCWD'))
  return opened.filter((step) => !step.args.includes('O_PATH') && !ofProc.has(step))
}

function opensForWriting({ name, parts, args }: Step): boolean {
  if (!['open', 'openat', 'openat2', 'creat'].includes(name) || !/O_(WRONLY|RDWR|CREAT|TRUNC)\b/.test(args))
    return false
  return !isLog(parts[1]) && !args.includes('O_TMPFILE') && !isEngineStderr(parts[1])
}

/** Where the engine gave the hook no stderr, its own is told why the container does not start. */
function isEngineStderr(path: string | undefined): boolean {
  return /^"\/proc\/\d+\/fd\/2"$/.test(path ?? '')
}

function writesElsewhere({ own, logs }: Run): Step[] {
  const given = own.filter(givesWritable).map(({ result }) => result)
  const allowed = new Set(['1', '2', ...logs, ...given, ...wakers(own)])
  return own.filter(({ name, parts }) => WRITING.includes(name) && !allowed.has(parts[0] ?? ''))
}

const WRITING = ['write', 'pwrite64', 'writev', 'pwritev', 'pwritev2', 'sendto', 'sendmsg', 'sendfile', 'splice']

function givesWritable({ name, args, parts }: Step): boolean {
  return (name === 'openat' && (args.includes('O_TMPFILE') || isEngineStderr(parts[1]))) || name === 'socket'
}

/** Threads of Node wake each other through an eventfd: eight bytes that are a number. */
function wakers(own: readonly Step[]): string[] {
  const eight = own.filter(({ name, args }) => name === 'write' && /, "\\1\\0\\0\\0\\0\\0\\0\\0", 8$/.test(args))
  return eight.map(({ parts }) => parts[0] ?? '')
}

const SWITCHING = /^(set(res|re|fs)?[ug]id|setgroups|capset)$/

function switchesElsewhere({ own, mainThread }: Run): Step[] {
  return own.filter(({ name, tid }) => SWITCHING.test(name) && tid !== mainThread)
}

const BY_NAME =
  /^(open|openat|openat2|access|faccessat2?|stat|lstat|statx|newfstatat|readlink(at)?|unlink(at)?|mkdir(at)?)$/

/** Whether a call resolves a path. statx(2) of a descriptor alone resolves none. */
export function looksUp({ name, parts }: Step): boolean {
  return BY_NAME.test(name) && !(name === 'statx' && parts[1] === '""')
}

/** From the first change of identity to the last: in between, another thread would still act as root. */
function filesOfOthersMeanwhile({ own, mainThread }: Run): Step[] {
  const windows = own.flatMap(({ name, parts }, at) => (name === 'setfsuid' && parts[0] !== '-1' ? [at] : []))
  return windows.flatMap((from, index) => {
    const to = index % 2 === 0 ? (windows[index + 1] ?? own.length) : from
    return own.slice(from, to).filter(({ name, tid }) => tid !== mainThread && BY_NAME.test(name))
  })
}

function keepsCapabilities({ name, args }: Step): boolean {
  if (name === 'prctl') return args.includes('PR_CAP_AMBIENT_RAISE')
  return name === 'capset' && !args.includes('inheritable=0')
}

/** The log and the system's log are open by then. What is left is memory, locks, and the end. */
const LAST = /^(move_mount|write|sendto|exit_group|exit|close|futex|mmap|munmap|madvise|mprotect|brk|getpid|rt_sig\w+)$/

function afterEntering({ own, mainThread }: Run): Step[] {
  const at = own.findIndex(({ name, failed }) => name === 'setns' && !failed)
  if (at < 0) return []
  const after = own.slice(at + 1).filter(({ tid }) => tid === mainThread)
  return after.filter((step) => !LAST.test(step.name) && !(step.name === 'statx' && !looksUp(step)))
}

function entersAnother({ name, parts }: Step): boolean {
  if (name === 'setns') return parts[1] !== 'CLONE_NEWNS'
  return name === 'unshare' && parts[0]?.split('|').sort().join('|') !== 'CLONE_FS|CLONE_NEWNS'
}
