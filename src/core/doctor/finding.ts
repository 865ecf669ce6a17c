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
  /** Of a container's devices, those that it is about, with its remedy; absent where it is about none. */
  readonly devices?: readonly string[]
}

interface Problem {
  readonly code: string
  readonly found: string
  readonly expected: string
  readonly remedy: string | null
  readonly devices?: readonly string[]
}

export function ok(code: string, found: string): Finding {
  return { code, severity: 'ok', found, expected: null, remedy: null }
}

export function warn(problem: Problem): Finding {
  return problemOf('warn', problem)
}

export function fail(problem: Problem): Finding {
  return problemOf('fail', problem)
}

export function unknown(problem: Problem): Finding {
  return problemOf('unknown', problem)
}

/** One order of keys, for those who read the JSON. */
function problemOf(severity: Severity, { code, found, expected, remedy, devices }: Problem): Finding {
  return { code, severity, found, expected, remedy, ...(devices === undefined ? {} : { devices }) }
}
