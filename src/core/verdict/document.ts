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
  readonly devices: readonly Verdict[]
}

/** Exit codes of verdicts: everything usable, something not, something that could not be told. */
export function verdictExit({ devices }: VerifyDocument): 0 | 1 | 2 {
  if (devices.some(({ verdict }) => verdict === 'denied')) return 1
  return devices.some(({ verdict }) => verdict === 'unknown') ? 2 : 0
}
