import fs from 'node:fs'

/** Whose child a process is, in which process group, and how old. */
export interface Kinship {
  readonly parent: number
  readonly group: number
  /** When it was started, in clock ticks (10 ms) since boot. */
  readonly startedAt: number
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

/** Reads them at the path of a `stat` file; undefined once the process is gone. */
export function readKinship(path: string): Kinship | undefined {
  try {
    return parseKinship(fs.readFileSync(path, 'latin1'))
  } catch {
    return undefined // ENOENT or ESRCH: the process has ended.
  }
}

/** The pids above a process, from its parent to the first process of the PID namespace. */
export function ancestorsOf(pid: number): number[] {
  const ancestors: number[] = []
  for (let at = pid; at > 1 && ancestors.length < MAX_GENERATIONS; ) {
    const parent = readKinship(`/proc/${at}/stat`)?.parent ?? 0
    if (parent === 0) break
    ancestors.push(parent)
    at = parent
  }
  return ancestors
}
