export type Severity = 'ok' | 'warn' | 'fail' | 'unknown'

/** One thing that doctor looked at. */
export interface Finding {
  /** Stable, for programs. */
  readonly code: string
  /**
   * `fail`: containers are denied, or the hook does not run. `warn`: some containers may be. `unknown`: it could not be
   * looked at.
   */
  readonly severity: Severity
  readonly found: string
  /** What should have been found; null where all is well. */
  readonly expected: string | null
  /** A command to paste; null where all is well, or no command can do it. */
  readonly remedy: string | null
}

interface Problem {
  readonly code: string
  readonly found: string
  readonly expected: string
  readonly remedy: string | null
}

export function ok(code: string, found: string): Finding {
  return { code, severity: 'ok', found, expected: null, remedy: null }
}

export function warn(problem: Problem): Finding {
  return { severity: 'warn', ...problem }
}

export function fail(problem: Problem): Finding {
  return { severity: 'fail', ...problem }
}

export function unknown(problem: Problem): Finding {
  return { severity: 'unknown', ...problem }
}
