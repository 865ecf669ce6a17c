import fs from 'node:fs'
import { O_CLOEXEC, O_EXCL, O_RDONLY, O_RDWR, O_TMPFILE } from './constants.ts'
import { OwnedFd } from './fd.ts'
import type { Candidate, Koffi } from './koffi.ts'
import { openAddon } from './koffi-open.ts'

/**
 * Directories to unfold the asset in, the most private first. Often one or two of them are mounted noexec, rarely all.
 * XDG_RUNTIME_DIR is not asked: the environment belongs to whoever started the container.
 *
 * @param readAsset Gives the bytes of koffi.node. Called once for each directory that is tried.
 */
export function assetCandidates(readAsset: () => ArrayBuffer): readonly Candidate[] {
  return ['/run', `/run/user/${process.getuid?.()}`, '/dev/shm', '/var/tmp', '/tmp'].map((directory) => ({
    place: directory,
    // The bytes are Node's own mapping of the executable: nothing is copied to JavaScript's heap.
    load: () => loadThrough(directory, new Uint8Array(readAsset())),
  }))
}

/**
 * Loads an add-on through a file that never has a name, so nobody can put another in its place, and nothing is left
 * over however the process ends.
 *
 * @throws `EOPNOTSUPP` or `EISDIR` without O_TMPFILE there; `ERR_DLOPEN_FAILED` on a noexec mount.
 * @see https://man7.org/linux/man-pages/man2/open.2.html, O_TMPFILE, Linux 3.11
 */
export function loadThrough(directory: string, bytes: Uint8Array): Koffi {
  using file = unfold(directory, bytes)
  return openAddon(file.fd)
}

/** O_EXCL forbids linkat(2): the file can not be given a name later either. */
function unfold(directory: string, bytes: Uint8Array): OwnedFd {
  using writer = new OwnedFd(fs.openSync(directory, O_TMPFILE | O_EXCL | O_RDWR | O_CLOEXEC, 0o500))
  writeAll(writer.fd, bytes)
  // Reopened for reading, because mapping a file that is open for writing may be ETXTBSY.
  return new OwnedFd(fs.openSync(`/proc/self/fd/${writer.fd}`, O_RDONLY | O_CLOEXEC))
}

function writeAll(fd: number, bytes: Uint8Array): void {
  for (let written = 0; written < bytes.length; ) written += fs.writeSync(fd, bytes, written)
}
