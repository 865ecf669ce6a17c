/** How bad it is: `fail` keeps a device from working, `warn` may, `unknown` could not be told. */
export type Standing = 'ok' | 'warn' | 'fail' | 'unknown'

/** What was found about a file, or about a device of it. */
export interface Finding {
  readonly file: string
  /** Qualified name, `vendor/class=name`; null for the file as a whole. */
  readonly device: string | null
  readonly standing: Standing
  /** Stable, for programs. */
  readonly code: FindingCode
  readonly text: string
  readonly remedy: string | null
}

export type FindingCode =
  | 'ok'
  | 'unreadable'
  | 'root-only'
  | 'writable'
  | 'invalid'
  | 'version'
  | 'conflict'
  | 'hidden'
  | 'missing'
  | 'number'
  | 'gid'
  | 'mode'
  | 'group-missing'
  | 'group-stale'
  | 'group-denied'
  | 'hook'
  | 'mount'
  | 'engine'
  | 'groups-ignored'
  | 'policy'

/** What a finding says, before it is known whom it is about. */
export type Remark = Omit<Finding, 'file' | 'device'>

export function fail(code: FindingCode, text: string, remedy: string | null = null): Remark {
  return { standing: 'fail', code, text, remedy }
}

export function warn(code: FindingCode, text: string, remedy: string | null = null): Remark {
  return { standing: 'warn', code, text, remedy }
}

export function unknown(code: FindingCode, text: string, remedy: string | null = null): Remark {
  return { standing: 'unknown', code, text, remedy }
}
