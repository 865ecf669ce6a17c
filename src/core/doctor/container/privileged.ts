import { isPrivileged } from '../../resolve/infra.ts'
import { type Finding, fail } from '../finding.ts'
import type { ContainerFacts } from './facts.ts'

/** Every device of the host, most of them closed to the user, as they should be: which of them are meant is not known. */
export function privileged({ annotations, user, devices }: ContainerFacts): Finding[] {
  const denied = devices.filter(({ layer, verdict }) => layer === 'mode' && verdict === 'denied')
  if (!isPrivileged(annotations) || denied.length === 0) return []
  return [
    fail({
      code: 'PRIVILEGED_DENIED',
      found: `--privileged gave it every device of the host, and uid ${user.uid} may not open ${denied.length} of them`,
      expected: '--privileged: name the devices you need',
      remedy: 'podman run --annotation oci-device-hook/mode=auto --device /dev/NEEDED IMAGE',
      devices: denied.map(({ path }) => path),
    }),
  ]
}
