import { checkDirectory } from '../../core/cdi/check/access.ts'
import { checkSpecs } from '../../core/cdi/check/check.ts'
import type { CheckDocument } from '../../core/cdi/check/document.ts'
import type { Finding } from '../../core/cdi/check/finding.ts'
import { HookError } from '../../core/errors.ts'
import { BUILT_IN_POLICY, type Policy } from '../../core/policy/policy.ts'
import type { CdiHost } from './host.ts'

/** Where engines look, lowest rank first. */
export const SPEC_DIRECTORIES = ['/etc/cdi', '/run/cdi'] as const

/** Checks every spec of `directories`, in the order in which engines rank them. */
export async function checkDirectories(directories: readonly string[], host: CdiHost): Promise<CheckDocument> {
  const found = directories.map((directory) => host.specDirectory(directory))
  const files = found.flatMap((directory) => directory.files)
  const { policy, findings: faults } = policyOf(host)
  const scene = {
    nodeAt: host.nodeAt,
    isProgram: host.isProgram,
    isThere: host.isThere,
    readers: await host.readers(),
    policy,
    lookup: host.groupNamed,
    classOf: host.classOf,
  }
  const unread = found.flatMap(checkDirectory)
  const findings: Finding[] = files.length === 0 ? unread : [...unread, ...checkSpecs(files, scene), ...faults]
  return { version: 1, directories, files: files.length, findings }
}

/** Of a spec the policy says only which groups may be given: without one that can be read, the rest can still be told. */
function policyOf(host: CdiHost): { readonly policy: Policy; readonly findings: readonly Finding[] } {
  try {
    return { policy: host.policy(), findings: [] }
  } catch (error) {
    if (!(error instanceof HookError) || error.code !== 'ERR_POLICY') throw error
    return { policy: BUILT_IN_POLICY, findings: [policyFinding(error.message)] }
  }
}

function policyFinding(fault: string): Finding {
  return {
    file: '/etc/oci-device-hook/policy.toml',
    device: null,
    standing: 'unknown',
    code: 'policy',
    text: `which groups may be given cannot be told, so what is built in was taken: ${fault}`,
    remedy: 'oci-device-hook policy check',
  }
}
