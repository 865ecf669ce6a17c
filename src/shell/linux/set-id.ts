import { EXIT, HookError } from '../../core/errors.ts'

/**
 * Refuses to run with more rights than whoever started it: a set-id bit on the executable would let any user of the host
 * act as its owner, with arguments, input and environment of the user's choice.
 *
 * @throws {HookError} `ERR_SETID`, exit 78.
 */
export function refuseSetId(): void {
  const real = `${process.getuid?.()}:${process.getgid?.()}`
  const effective = `${process.geteuid?.()}:${process.getegid?.()}`
  if (real === effective) return
  throw new HookError(
    'ERR_SETID',
    EXIT.configuration,
    `the executable has a set-id bit: found the real ids ${real} and the effective ids ${effective}, expected the same`,
    { remedy: 'take the bit away with chmod ug-s' },
  )
}
