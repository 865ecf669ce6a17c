import { checkSpecs } from '../../core/cdi/check/check.ts'
import type { CheckDocument } from '../../core/cdi/check/document.ts'
import type { Finding } from '../../core/cdi/check/finding.ts'
import type { CdiHost } from './host.ts'

/** Where engines look, lowest rank first. */
export const SPEC_DIRECTORIES = ['/etc/cdi', '/run/cdi'] as const

/** Checks every spec of `directories`, in the order in which engines rank them. */
export async function checkDirectories(directories: readonly string[], host: CdiHost): Promise<CheckDocument> {
  const files = directories.flatMap((directory) => host.specFiles(directory))
  const scene = {
    nodeAt: host.nodeAt,
    isProgram: host.isProgram,
    readers: await host.readers(),
    policy: host.policy(),
    lookup: host.groupNamed,
    classOf: host.classOf,
  }
  const findings: Finding[] = checkSpecs(files, scene)
  return { version: 1, directories, files: files.length, findings }
}
