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

/** The processes that execute a file. */
export function processesOf(executable: string): number[] {
  const pids = fs.readdirSync('/proc').filter((name) => /^\d+$/.test(name))
  return pids.filter((pid) => readlink(`/proc/${pid}/exe`) === executable).map(Number)
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

/** Far longer than anything that is waited for takes. */
const PATIENCE_MS = 30_000

/** Looks again and again until something is so. @throws {Error} when it does not come to be. */
export async function until(isSo: () => boolean): Promise<void> {
  const end = performance.now() + PATIENCE_MS
  while (!isSo()) {
    if (performance.now() > end) throw new Error(`Waited ${PATIENCE_MS} ms in vain for: ${isSo}`)
    await new Promise((resolve) => setTimeout(resolve, 0.5))
  }
}

function readlink(path: string): string {
  try {
    return fs.readlinkSync(path)
  } catch {
    return ''
  }
}
