import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import fs from 'node:fs'
import { HOOK } from '../../../scripts/matrix/binary.ts'
import { HOOK_ENV } from '../machine/hook.ts'
import { script } from '../machine/rig.ts'
import type { Harm, Replay } from './replay.ts'

/** What can be seen of a hook, or taken from it, while it works. */
export const HELD: readonly Replay[] = [
  held('CVE-2016-9962', "runc: a process of the container could look into the runtime's, and take its files", (pid) => {
    return attacker('ls', '--dereference', `/proc/${pid}/fd/${LEAKED}/`)
      ? 'its descriptors can be used without CAP_SYS_PTRACE'
      : undefined
  }),
  held('CVE-2019-5736', "runc: the runtime's own program was reached, and overwritten, through /proc", (pid) => {
    return attacker('head', '-c4', `/proc/${pid}/exe`) ? 'its program can be opened without CAP_SYS_PTRACE' : undefined
  }),
  held('CVE-2024-21626', 'runc: a descriptor and a working directory of the host leaked into the container', (pid) => {
    const cwd = fs.readlinkSync(`/proc/${pid}/cwd`)
    const flags = Number.parseInt(
      /^flags:\t(\d+)/m.exec(fs.readFileSync(`/proc/${pid}/fdinfo/${LEAKED}`, 'utf8'))?.[1] ?? '0',
      8,
    )
    const leaks = [
      ...(cwd === '/' ? [] : [`it stays in ${cwd}, which somebody else chose`]),
      ...((flags & O_CLOEXEC) === 0 ? ['what it starts gets the descriptors that it was given'] : []),
    ]
    return leaks.length === 0 ? undefined : leaks.join('; ')
  }),
]

const LEAKED = 3
const O_CLOEXEC = 0o2000000
/** All of root's capabilities but the one that looks into every process: what a container with many capabilities has. */
const WITHOUT_PTRACE = ['--bounding-set=-sys_ptrace', '--inh-caps=-sys_ptrace']
const WAITS = 'read -r state'
const PATIENCE_MS = 10_000

function held(cve: string, was: string, look: (pid: number) => Harm): Replay {
  const naive = () => whileItReads(script(`${cve}-naive`, WAITS), look)
  return { cve, was, naive, hook: () => whileItReads(HOOK, look) }
}

/** Starts a hook as an engine with few capabilities does, and looks at it while it waits for its stdin. */
async function whileItReads(executable: string, look: (pid: number) => Harm): Promise<Harm> {
  const directory = fs.openSync('/etc', 'r')
  const child = spawn('setpriv', [...WITHOUT_PTRACE, executable, 'createRuntime'], {
    cwd: '/tmp',
    env: HOOK_ENV,
    stdio: ['pipe', 'ignore', 'pipe', directory],
  })
  fs.closeSync(directory)
  try {
    const pid = child.pid ?? 0
    untilItReads(pid)
    return look(pid)
  } finally {
    await end(child)
  }
}

/** It hardens itself before it reads: then the first system call that it waits in is read(0, ...). */
function untilItReads(pid: number): void {
  const end = performance.now() + PATIENCE_MS
  while (performance.now() < end) {
    if (fs.readFileSync(`/proc/${pid}/syscall`, 'latin1').startsWith('0 0x0 ')) return
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1)
  }
  throw new Error(`process ${pid} does not read its stdin`)
}

function attacker(...command: string[]): boolean {
  return spawnSync('setpriv', [...WITHOUT_PTRACE, ...command], { stdio: ['ignore', 'pipe', 'pipe'] }).status === 0
}

async function end(child: ChildProcess): Promise<void> {
  const ended = once(child, 'exit')
  child.kill('SIGKILL')
  await ended
}
