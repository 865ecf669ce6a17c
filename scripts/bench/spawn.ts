import { closeSync, constants, readSync } from 'node:fs'
import koffi from 'koffi'

/** A program to start, the file it reads and the environment it gets. */
export interface Start {
  /** An absolute path, and what argv holds, argv[0] first. */
  readonly path: string
  readonly argv: readonly string[]
  readonly stdin: string
  readonly env?: readonly string[]
  readonly cwd?: string
}

/** What one start cost. */
export interface Cost {
  /** From before posix_spawn(3) to after the process was waited for, in milliseconds. */
  readonly wall: number
  /** User and system time of the process and of the children it waited for, in milliseconds. */
  readonly cpu: number
}

/** The end of a process. */
export interface Ended extends Cost {
  /** The exit status; 128 and the signal's number when a signal ended it, as a shell has it. */
  readonly exit: number
  readonly stdout: string
  readonly stderr: string
}

const libc = koffi.load(null)
const spawn = libc.func(
  'int posix_spawn(_Out_ int *pid, const char *path, void *actions, void *attributes, const char **argv, const char **envp)',
)
const initActions = libc.func('int posix_spawn_file_actions_init(void *actions)')
const destroyActions = libc.func('int posix_spawn_file_actions_destroy(void *actions)')
const addOpen = libc.func(
  'int posix_spawn_file_actions_addopen(void *actions, int fd, const char *path, int flags, int mode)',
)
const addDup2 = libc.func('int posix_spawn_file_actions_adddup2(void *actions, int from, int to)')
const addChdir = libc.func('int posix_spawn_file_actions_addchdir_np(void *actions, const char *path)')
const pipe2 = libc.func('int pipe2(_Out_ int *fds, int flags)')
const fcntl = libc.func('int fcntl(int fd, int command, int argument)')
const wait4 = libc.func('int wait4(int pid, _Out_ int *status, int options, void *usage)')

/** The environment that hooks.d gives the hook. */
export const HOOK_ENV = ['PATH=/usr/sbin:/usr/bin:/sbin:/bin']

const O_CLOEXEC = 0o2000000
const F_SETPIPE_SZ = 1031
/** As much as a pipe may hold without privileges, so that nobody has to read while the clock runs. */
const ROOMY = 1 << 20

/**
 * Runs a program to its end with a file as stdin and a pipe as stdout, and measures it.
 *
 * Node's own child_process would add its event loop, a millisecond or more and never the same, to each figure; this is
 * posix_spawn(3), which shares the parent's memory until exec, so that the size of this process does not matter.
 *
 * @throws {Error} when the program cannot be started.
 */
export function runTimed(start: Start): Ended {
  const [out, into] = makePipe(ROOMY)
  const [errors, complaints] = makePipe(ROOMY)
  const before = process.hrtime.bigint()
  const pid = startInto(start, into, complaints)
  closeSync(into)
  closeSync(complaints)
  const { status, cpu } = wait(pid)
  const wall = Number(process.hrtime.bigint() - before) / 1e6
  return { wall, cpu, exit: exitOf(status), stdout: drain(out), stderr: drain(errors) }
}

/** Starts a program with the writing ends of pipes as stdout and stderr. @returns its pid. */
export function startInto({ path, argv, stdin, env = HOOK_ENV, cwd = '/' }: Start, stdout: number, stderr = 2): number {
  const actions = Buffer.alloc(256) // posix_spawn_file_actions_t has 80 bytes in glibc and musl
  check('posix_spawn_file_actions_init', initActions(actions))
  check('posix_spawn_file_actions_addopen', addOpen(actions, 0, stdin, constants.O_RDONLY, 0))
  check('posix_spawn_file_actions_adddup2', addDup2(actions, stdout, 1))
  check('posix_spawn_file_actions_adddup2', addDup2(actions, stderr, 2))
  check('posix_spawn_file_actions_addchdir_np', addChdir(actions, cwd))
  const pid = [0]
  check(`posix_spawn ${path}`, spawn(pid, path, actions, null, [...argv, null], [...env, null]))
  destroyActions(actions)
  return pid[0] ?? 0
}

/** A pipe that holds `size` bytes, both ends closed on exec. */
export function makePipe(size: number): readonly [out: number, into: number] {
  const fds = [0, 0]
  check('pipe2', pipe2(fds, O_CLOEXEC))
  const [out = -1, into = -1] = fds
  fcntl(into, F_SETPIPE_SZ, size)
  return [out, into]
}

/** @throws {Error} when it did not end well, with what it said. */
export function succeed(what: string, ended: Ended): Ended {
  if (ended.exit === 0) return ended
  throw new Error(`${what} ended with ${ended.exit}: ${ended.stderr}${ended.stdout}`)
}

/** Waits for a child's end. */
export function wait(pid: number): { readonly status: number; readonly cpu: number } {
  const usage = Buffer.alloc(144) // struct rusage, getrusage(2)
  const status = [0]
  if (wait4(pid, status, 0, usage) !== pid) throw new Error(`wait4 of ${pid}: errno ${koffi.errno()}`)
  return { status: status[0] ?? 0, cpu: timeAt(usage, 0) + timeAt(usage, 16) }
}

/** Reads a pipe whose writers have all ended, and closes it. */
export function drain(fd: number): string {
  const chunks: Buffer[] = []
  for (;;) {
    const chunk = Buffer.alloc(ROOMY)
    const length = readSync(fd, chunk)
    if (length === 0) break
    chunks.push(chunk.subarray(0, length))
  }
  closeSync(fd)
  return Buffer.concat(chunks).toString()
}

function exitOf(status: number): number {
  const signal = status & 0x7f
  return signal === 0 ? (status >> 8) & 0xff : 128 + signal
}

/** A struct timeval in milliseconds. */
function timeAt(usage: Buffer, offset: number): number {
  return Number(usage.readBigInt64LE(offset)) * 1e3 + Number(usage.readBigInt64LE(offset + 8)) / 1e3
}

/** posix_spawn(3) and its like return an error number; pipe2(2) returns -1. */
function check(call: string, result: number): void {
  if (result !== 0) throw new Error(`${call}: error ${result < 0 ? koffi.errno() : result}`)
}
