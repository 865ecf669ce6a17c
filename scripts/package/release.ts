import { execFileSync } from 'node:child_process'
import { root } from '../build/repository.ts'

/** What a package says about itself. */
export interface Release {
  readonly name: string
  readonly version: string
  /** Of the package, for one and the same version: 1, 2, ... */
  readonly revision: string
  /** Seconds since 1970: every time stamp in a package. */
  readonly epoch: number
  /** `fast` is for tests: larger files, in seconds instead of minutes. */
  readonly effort: 'best' | 'fast'
}

export const MAINTAINER = 'The oci-device-hook maintainers <maintainers@oci-device-hook.invalid>'

export const SUMMARY = 'OCI hook that makes host devices usable by the user of a container'

export const DESCRIPTION = `At each start of a container the hook looks at its devices, asks the kernel
whether the user of the container may open them, and does the narrowest thing
that helps: the node becomes his, or its group is given to his process. A
command line plans, verifies and explains, and makes CDI specs.`

/** SOURCE_DATE_EPOCH, else the time of the commit: packages of one commit are the same bytes. */
export function sourceEpoch(): number {
  const set = process.env.SOURCE_DATE_EPOCH
  if (set !== undefined && /^\d+$/.test(set)) return Number(set)
  return Number(execFileSync('git', ['-C', root, 'log', '-1', '--format=%ct'], { encoding: 'utf8' }).trim())
}
