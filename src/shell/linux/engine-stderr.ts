import fs from 'node:fs'
import { hasListeningStderr } from './hook-stderr.ts'
import { isListening } from './listener.ts'

/**
 * Says on the engine's own stderr why a container does not start, where nobody listens at ours.
 *
 * podman before 5.8 and crun start hooks with stderr on /dev/null, and then only tell "exit status 77". Whoever typed the
 * command is at the stderr of our parent: a terminal or a pipe. A file is left alone: it is not ours to append to.
 *
 * Never once `publish` was begun: the parent is found by name, and /proc may be the container's by then.
 */
export function tellEngine(sentences: readonly string[]): void {
  if (hasListeningStderr()) return
  try {
    const { O_WRONLY, O_NONBLOCK, O_NOCTTY } = fs.constants
    const fd = fs.openSync(`/proc/${process.ppid}/fd/2`, O_WRONLY | O_NONBLOCK | O_NOCTTY)
    try {
      if (isListening(fs.fstatSync(fd))) for (const sentence of sentences) fs.writeSync(fd, `${sentence}\n`)
    } finally {
      fs.closeSync(fd)
    }
  } catch {
    // A socket, a closed descriptor, a full pipe, or a parent that may not be looked at: the log has the same.
  }
}
