import { readHeadOf } from './procfs.ts'
import { numbersIn } from './status-file.ts'

/** Whose child a process is, in which process group, and how old. */
export interface Kinship {
  readonly parent: number
  readonly group: number
  /** When it was started, in clock ticks (10 ms) since boot. */
  readonly startedAt: number
}

/** Whose child a process is, in which process group, and with whose rights it runs. */
export interface Relative {
  readonly parent: number
  readonly group: number
  /** Real, effective, saved and file-system uid. */
  readonly uids: readonly number[]
}

/** Longer than any chain of service managers, shells and engines; the end of a walk through a changing tree. */
const MAX_GENERATIONS = 128

/**
 * Parent, process group and age, out of the `stat` file of a process.
 *
 * @see https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html: the name in parentheses may hold spaces and
 *   parentheses itself, so fields are counted from the last one.
 */
export function parseKinship(stat: string): Kinship {
  const fields = stat.slice(stat.lastIndexOf(')')).split(' ')
  return { parent: Number(fields[2]), group: Number(fields[3]), startedAt: Number(fields[20]) }
}

/** Our own; undefined where there is no procfs. */
export function ownKinship(): Kinship | undefined {
  const text = textOrGone('/proc/self/stat')
  return text === undefined ? undefined : parseKinship(text)
}

/** The runtime that has started us, say; undefined once it is gone. */
export function readRelative(pid: number): Relative | undefined {
  const text = textOrGone(`/proc/${pid}/status`)
  if (text === undefined) return undefined
  // The group in each PID namespace, the reader's first.
  const [parent, group] = [numbersIn(text, 'PPid')[0], numbersIn(text, 'NSpgid')[0]]
  return parent === undefined || group === undefined ? undefined : { parent, group, uids: numbersIn(text, 'Uid') }
}

/** The pids above a process, from its parent to the first process of the PID namespace. */
export function ancestorsOf({ parent }: Relative): number[] {
  const ancestors: number[] = []
  for (let at = parent; at > 0 && ancestors.length < MAX_GENERATIONS; at = readRelative(at)?.parent ?? 0) {
    ancestors.push(at)
  }
  return ancestors
}

function textOrGone(path: string): string | undefined {
  try {
    return readHeadOf(path)
  } catch {
    return undefined // ENOENT or ESRCH: the process has ended.
  }
}
