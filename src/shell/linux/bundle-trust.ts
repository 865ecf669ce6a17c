import { inputError } from '../../core/errors.ts'
import type { Trust } from './trusted-file.ts'

/** The same cap as for stdin. */
const MAX_BYTES = 4 * 2 ** 20

/** Whose config.json is believed. In a file of its own: it is asked for where the native add-on does not load, too. */
export const BUNDLE_TRUST: Trust = {
  owner: (uid) => uid === 0 || uid === process.geteuid?.(),
  owners: 'root',
  most: MAX_BYTES,
  error: (message) => inputError('ERR_BUNDLE', message),
}

/** crun's own copy of a bundle's files, for a container whose bundle it does not name. */
export function crunCopy(id: string): string {
  return `/run/crun/${id}`
}
