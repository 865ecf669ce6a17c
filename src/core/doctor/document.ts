import type { Finding } from './finding.ts'

/** The JSON of `doctor --json`. Fields may be added; `version` changes when one is renamed or removed. */
export interface DoctorDocument {
  readonly version: 1
  /** Where recorded answers of another system come from; null for this one. */
  readonly recorded: string | null
  /** Whose rootless containers were looked at, beside root's; null for nobody's. */
  readonly user: string | null
  readonly findings: readonly (Finding & { readonly check: string })[]
}

/** Exit codes of `doctor`: nothing fails, something does, something could not be looked at. */
export function doctorExit({ findings }: DoctorDocument): 0 | 1 | 2 {
  if (findings.some(({ severity }) => severity === 'fail')) return 1
  return findings.some(({ severity }) => severity === 'unknown') ? 2 : 0
}
