import { ok } from '../../../core/doctor/finding.ts'
import { check } from '../check.ts'

/** Docker has no hooks.d: what cannot be done there is said once, and is no fault of the host. */
export const docker = check(
  'docker',
  async (sources) => (await sources.run('docker', ['--version'])) !== undefined,
  (isThere) =>
    isThere
      ? [
          ok(
            'DOCKER',
            'Docker runs no hooks of hooks.d; it takes devices with their groups by CDI (oci-device-hook cdi generate)',
          ),
        ]
      : [],
)
