import { fail, ok } from '../../../core/doctor/finding.ts'
import { check } from '../check.ts'

/** A policy that cannot be read keeps every container that asked from starting. */
export const policy = check(
  'policy',
  (sources) => sources.policy(),
  ({ source, fault }) => {
    if (fault === null) return [ok('POLICY', source === 'built-in' ? 'no file, so what is built in holds' : source)]
    const expected = 'a policy that only root can write, without unknown keys'
    return [fail({ code: 'POLICY_INVALID', found: fault, expected, remedy: 'oci-device-hook policy check' })]
  },
)
