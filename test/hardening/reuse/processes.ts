import fs from 'node:fs'

/** The letter of /proc/<pid>/stat: T for stopped, Z for dead and not yet buried; undefined when there is none. */
export function stateOf(pid: number): string | undefined {
  try {
    const text = fs.readFileSync(`/proc/${pid}/stat`, 'latin1')
    return text.slice(text.lastIndexOf(')') + 2, text.lastIndexOf(')') + 3)
  } catch {
    return undefined
  }
}

/** Whether a process runs no more; it may wait for its parent. */
export function hasEnded(pid: number): boolean {
  return ['Z', 'X', undefined].includes(stateOf(pid))
}

/** Whether the hook has taken hold of a process: it has /proc/<pid> open. */
export function holds(hook: number, pid: number): boolean {
  try {
    const links = fs.readdirSync(`/proc/${hook}/fd`).map((fd) => readlink(`/proc/${hook}/fd/${fd}`))
    return links.includes(`/proc/${pid}`)
  } catch {
    return false // It has ended.
  }
}

/** A signal to a process that may have ended. */
export function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name)
  } catch {
    // ESRCH: it has.
  }
}

/** Looks again and again until something is so. */
export async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((resolve) => setImmediate(resolve))
}

function readlink(path: string): string {
  try {
    return fs.readlinkSync(path)
  } catch {
    return ''
  }
}
