import type { DeviceNumber } from '../model/device.ts'
import type { Verdict } from './verdict.ts'

/** The JSON of `verify --json`. Fields may be added; `version` changes when one is renamed or removed. */
export interface VerifyDocument {
  readonly version: 1
  readonly pid: number
  /** As the container counts them; null for an id that it has no number for. */
  readonly identity: {
    readonly uid: number | null
    readonly gid: number | null
    readonly groups: readonly (number | null)[]
  }
  readonly devices: readonly VerifiedDevice[]
}

export interface VerifiedDevice extends Verdict {
  /** What stands there; null for what is no device. Ids are as the asking process counts them. */
  readonly node: VerifiedNode | null
}

export interface VerifiedNode {
  readonly number: DeviceNumber
  readonly uid: number
  readonly gid: number
  /** Permission bits. */
  readonly mode: number
  readonly links: number
}

/** Exit codes of verdicts: everything usable, something not, something that could not be told. */
export function verdictExit({ devices }: { readonly devices: readonly Verdict[] }): 0 | 1 | 2 {
  if (devices.some(({ verdict }) => verdict === 'denied')) return 1
  return devices.some(({ verdict }) => verdict === 'unknown') ? 2 : 0
}
