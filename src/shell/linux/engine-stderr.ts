import fs from 'node:fs'

/** Majors of terminals: 4 and 5 for consoles, 136 to 143 for pseudo-terminals (Documentation/admin-guide/devices.txt). */
const TERMINALS: readonly number[] = [4, 5, 136, 137, 138, 139, 140, 141, 142, 143]

/**
 * Says on the engine's own stderr why a container does not start, where the engine gave us none.
 *
 * podman before 5.8 and crun start hooks with stderr on /dev/null, and then only tell "exit status 77". Whoever typed the
 * command is at the stderr of our parent: a terminal or a pipe. A file is left alone: it is not ours to append to.
 */
export function tellEngine(sentences: readonly string[]): void {
  if (!isNull(fs.fstatSync(2))) return
  try {
    const { O_WRONLY, O_NONBLOCK, O_NOCTTY } = fs.constants
    const fd = fs.openSync(`/proc/${process.ppid}/fd/2`, O_WRONLY | O_NONBLOCK | O_NOCTTY)
    try {
      if (isTalking(fs.fstatSync(fd))) for (const sentence of sentences) fs.writeSync(fd, `${sentence}\n`)
    } finally {
      fs.closeSync(fd)
    }
  } catch {
    // A socket, a closed descriptor, a full pipe, or a parent that may not be looked at: the log has the same.
  }
}

function isNull({ rdev }: fs.Stats): boolean {
  return rdev === fs.statSync('/dev/null').rdev
}

function isTalking(status: fs.Stats): boolean {
  return status.isFIFO() || (status.isCharacterDevice() && TERMINALS.includes(Math.floor(status.rdev / 0x100) & 0xfff))
}
