import fs from 'node:fs'
import path from 'node:path'
import { O_CLOEXEC, O_NOFOLLOW, O_NONBLOCK, O_RDONLY } from './constants.ts'
import { OwnedFd } from './fd.ts'
import type { Candidate, Koffi } from './koffi.ts'
import { openAddon } from './koffi-open.ts'

/** Where packages put the add-on, relative to the executable: for hosts that mount every writable place noexec. */
const PLACES = ['oci-device-hook.node', '../lib/oci-device-hook/koffi.node']

/** The add-on as a file beside `executable`, by default the running one. */
export function fileCandidates(executable: string = process.execPath): readonly Candidate[] {
  return PLACES.map((place) => {
    const file = path.resolve(path.dirname(executable), place)
    return { place: file, load: () => loadTrusted(file) }
  })
}

function loadTrusted(file: string): Koffi {
  // O_NONBLOCK: a FIFO in its place must not stop us here.
  using opened = new OwnedFd(fs.openSync(file, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC))
  const doubt = reasonToDoubt(fs.fstatSync(opened.fd))
  if (doubt !== undefined) throw new Error(`not loaded, because ${doubt}`)
  return openAddon(opened.fd)
}

/** Whoever can write this file runs code in our place, so it must be root or ourselves. */
function reasonToDoubt(seen: fs.Stats): string | undefined {
  if (!seen.isFile()) return 'it is not a regular file'
  if (seen.uid !== 0 && seen.uid !== process.getuid?.()) return `it belongs to uid ${seen.uid}`
  if ((seen.mode & 0o022) !== 0) return `others may write it (mode 0${(seen.mode & 0o7777).toString(8)})`
  return undefined
}
