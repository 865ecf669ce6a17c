import fs from 'node:fs'
import { OVERFLOW_ID } from '../../core/model/ids.ts'
import { type HostPath, parentOf } from '../../core/model/paths.ts'

/** Everybody may pass: no group decides. */
const OPEN_TO_ALL = 0o001

/**
 * Whether a directory on the way to `path` shows the overflow gid: a group that our user namespace does not map.
 *
 * crun up to 1.28 cannot start a container with keep_original_groups and a user namespace of its own there: it opens the
 * directories with the groups of the container instead of the caller's (crun#2224).
 */
export function hasUnmappedGroupAbove(path: HostPath): boolean {
  for (let directory = parentOf(path); directory !== '/'; directory = parentOf(directory)) {
    const status = fs.statSync(directory, { throwIfNoEntry: false })
    if (status?.gid === OVERFLOW_ID && (status.mode & OPEN_TO_ALL) === 0) return true
  }
  return false
}
