import type { ContainerState } from '../../core/parse/state.ts'
import { BUNDLE_TRUST, crunCopy } from './bundle-trust.ts'
import { readTrustedFile } from './trusted-file.ts'

/**
 * Whether a text stands in config.json of a container, where no system call can be made to find out whose it really is.
 * Enough to tell whether the container asked, and for nothing else.
 *
 * @returns true where it cannot be read: then nobody can tell, and a container that may have asked is one that did.
 */
export function configMentions({ bundle, id }: ContainerState, text: string): boolean {
  const directory = bundle === '/' ? crunCopy(id) : bundle
  try {
    return readTrustedFile(`${directory}/config.json`, BUNDLE_TRUST)?.includes(text) ?? true
  } catch {
    return true
  }
}
