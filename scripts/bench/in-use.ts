import { closeSync, readFileSync } from 'node:fs'
import koffi from 'koffi'
import type { Contestant } from './contestants.ts'
import type { Kit } from './kit.ts'
import type { Section } from './report/section.ts'
import { drain, makePipe, startInto, wait } from './spawn.ts'
import { quantile } from './statistics.ts'
import { configWith, writeConfig } from './work.ts'

const AT_ONCE = 50
const PAGE = 4096

/**
 * Measured while it waits for a reader of its output: a pipe of one page is full before all of config.json is in it, and
 * by then a hook has everything loaded that it ever loads. An empty executable writes nothing and is left out.
 */
export function inUse({ contestants, base, nodes, directory, tell }: Kit): Section {
  const stdin = writeConfig(`${directory}/memory.json`, configWith(base, nodes.slice(0, 1), 'groups'))
  const figures = contestants
    .filter(({ kind }) => kind === 'hook')
    .map((who) => {
      tell(`${AT_ONCE} x ${who.name}`)
      return { name: who.name, ...held(who, stdin) }
    })
  return {
    bench: 'memory',
    title: `Memory, ${AT_ONCE} precreate hooks at once, MB each`,
    columns: ['', 'private', 'proportional', 'resident', 'peak resident'],
    rows: figures.map(({ name, ...rest }) => [name, ...Object.values(rest).map((bytes) => (bytes / 1e6).toFixed(1))]),
    note: 'Medians. Resident pages are mostly the executable, which all processes and the page cache share.',
    data: figures,
  }
}

/** Medians of 50 processes, in bytes. */
export function held({ path, argv }: Contestant, stdin: string) {
  const hooks = Array.from({ length: AT_ONCE }, () => {
    const [out, into] = makePipe(PAGE)
    const pid = startInto({ path, argv: [...argv, 'precreate'], stdin }, into)
    closeSync(into)
    return { pid, out }
  })
  for (const { out } of hooks) untilFull(out)
  const all = hooks.map(({ pid }) => memoryOf(pid))
  for (const { pid, out } of hooks) {
    drain(out)
    wait(pid)
  }
  const middle = (pick: (each: ReturnType<typeof memoryOf>) => number) => quantile(all.map(pick), 0.5)
  return {
    private: middle((each) => each.private),
    proportional: middle((each) => each.proportional),
    resident: middle((each) => each.resident),
    peak: middle((each) => each.peak),
  }
}

const ioctl = koffi.load(null).func('int ioctl(int fd, unsigned long request, _Out_ int *count)')
const FIONREAD = 0x541bn
const PATIENCE_MS = 30_000

function untilFull(out: number): void {
  const end = Date.now() + PATIENCE_MS
  const count = [0]
  do {
    ioctl(out, FIONREAD, count)
    if ((count[0] ?? 0) >= PAGE) return
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1)
  } while (Date.now() < end)
  throw new Error(`A hook wrote ${count[0]} bytes and no more in ${PATIENCE_MS / 1000} s`)
}

/** In bytes. @see proc_pid_smaps_rollup(5), proc_pid_status(5) */
function memoryOf(pid: number) {
  const rollup = readFileSync(`/proc/${pid}/smaps_rollup`, 'latin1')
  const status = readFileSync(`/proc/${pid}/status`, 'latin1')
  const field = (text: string, name: string) => Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(text)?.[1]) * 1024
  return {
    private: field(rollup, 'Private_Clean') + field(rollup, 'Private_Dirty'),
    proportional: field(rollup, 'Pss'),
    resident: field(rollup, 'Rss'),
    peak: field(status, 'VmHWM'),
  }
}
