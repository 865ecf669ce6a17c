import type { ReadSpec } from './check.ts'
import { fail, type Remark, warn } from './finding.ts'

type Remarks = ReadonlyMap<string, ReadonlyMap<string, readonly Remark[]>>

/**
 * Devices that more than one file names: two files of one directory cancel each other out, and a later directory hides an
 * earlier one (CDI library, pkg/cdi/cache.go).
 *
 * @returns Remarks by file and by the device's qualified name.
 */
export function findDuplicates(read: readonly ReadSpec[]): Remarks {
  const places = new Map<string, ReadSpec['file'][]>()
  for (const { file, spec } of read) {
    for (const { name } of spec?.devices ?? []) {
      const device = `${spec?.kind}=${name}`
      places.set(device, [...(places.get(device) ?? []), file])
    }
  }
  const remarks = new Map<string, Map<string, Remark[]>>()
  for (const [device, files] of places) {
    for (const file of files) {
      const remark = remarkOn(file, files)
      if (remark === undefined) continue
      const byDevice = remarks.get(file.path) ?? new Map<string, Remark[]>()
      remarks.set(file.path, byDevice.set(device, [remark]))
    }
  }
  return remarks
}

function remarkOn(file: ReadSpec['file'], files: readonly ReadSpec['file'][]): Remark | undefined {
  const rival = files.find(({ path, directory }) => directory === file.directory && path !== file.path)
  if (rival !== undefined) {
    return fail('conflict', `${rival.path} has it too: engines then resolve neither`, `remove one of the two files`)
  }
  const last = files.at(-1)
  return last === undefined || last === file
    ? undefined
    : warn('hidden', `${last.path} has it too, and comes later: that one counts`)
}
