import { EXIT, HookError } from '../../core/errors.ts'
import { printable } from '../../core/report/quote.ts'

/**
 * Nothing is there, a link leads nowhere, or the way is closed to us (rootless: /dev/vboxusb): as good as absent, for
 * nothing could be done with it.
 */
const ABSENT: readonly (string | undefined)[] = ['ENOENT', 'ENOTDIR', 'ELOOP', 'ENAMETOOLONG', 'EACCES']

/**
 * What a look at the host's files gives, or undefined where nothing is. Anything else is no answer: "absent" would be a
 * lie by which a container starts without its device.
 *
 * @throws {HookError} `ERR_HOST`, exit 70.
 */
export function lookAt<Result>(path: string, look: () => Result): Result | undefined {
  try {
    return look()
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException
    if (ABSENT.includes(code)) return undefined
    throw new HookError('ERR_HOST', EXIT.internal, `${printable(path)} of the host cannot be looked at: ${code}`, {
      cause,
    })
  }
}
