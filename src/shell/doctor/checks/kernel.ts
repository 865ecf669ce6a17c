import { fail, ok, unknown } from '../../../core/doctor/finding.ts'
import { isBelow, versionIn } from '../../../core/doctor/version.ts'
import { check } from '../check.ts'

/** faccessat2(2), the newest call that everything needs (docs/kernel-features.md). */
const NEEDED = [5, 8, 0] as const

export const kernel = check(
  'kernel',
  (sources) => sources.read('/proc/sys/kernel/osrelease')?.trim(),
  (release) => {
    const version = versionIn(release ?? '')
    const expected = 'Linux 5.8 or later'
    if (version === undefined) {
      return [
        unknown({ code: 'KERNEL_UNKNOWN', found: 'no version in /proc/sys/kernel/osrelease', expected, remedy: null }),
      ]
    }
    if (!isBelow(version, NEEDED)) return [ok('KERNEL', `Linux ${release}`)]
    const found = `Linux ${release}, which lacks system calls that createRuntime and verify need`
    return [fail({ code: 'KERNEL_OLD', found, expected, remedy: null })]
  },
)
