import { inputError } from '../../core/errors.ts'
import type { ContainerState } from '../../core/parse/state.ts'
import { readTrustedFile, type Trust } from './trusted-file.ts'

/**
 * Whether a text stands in config.json of a container, where no system call can be made to find out whose it really is.
 * Enough to tell whether the container asked, and for nothing else.
 *
 * @returns true where it cannot be read: then nobody can tell, and a container that may have asked is one that did.
 */
export function configMentions({ bundle, id }: ContainerState, text: string): boolean {
  // crun's own copy, where it does not name the bundle: see bundle.ts.
  const directory = bundle === '/' ? `/run/crun/${id}` : bundle
  try {
    return readTrustedFile(`${directory}/config.json`, TRUST)?.includes(text) ?? true
  } catch {
    return true
  }
}

/** The same cap as for stdin. */
const MAX_BYTES = 4 * 2 ** 20

const TRUST: Trust = {
  owner: (uid) => uid === 0 || uid === process.geteuid?.(),
  owners: 'root',
  most: MAX_BYTES,
  error: (message) => inputError('ERR_BUNDLE', message),
}
