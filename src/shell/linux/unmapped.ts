import fs from 'node:fs'
import { OVERFLOW_ID } from '../../core/model/ids.ts'
import { type HostPath, parentOf } from '../../core/model/paths.ts'

/**
 * Whether a directory on the way to `path` shows the overflow gid: a group that our user namespace does not map.
 *
 * crun up to 1.28 cannot start a container with keep_original_groups and a user namespace of its own there: it opens the
 * directories with the groups of the container instead of the caller's (crun#2224).
 */
export function hasUnmappedGroupAbove(path: HostPath): boolean {
  for (let directory = parentOf(path); directory !== '/'; directory = parentOf(directory)) {
    if (groupOf(directory) === OVERFLOW_ID && !isOpenToAll(directory)) return true
  }
  return false
}

function groupOf(directory: HostPath): number | undefined {
  return fs.statSync(directory, { throwIfNoEntry: false })?.gid
}

/** Everybody may pass: no group decides. */
function isOpenToAll(directory: HostPath): boolean {
  return ((fs.statSync(directory, { throwIfNoEntry: false })?.mode ?? 0) & 0o001) !== 0
}
