/**
 * Exit codes, after sysexits(3); 1 and 2 are verdicts: no, and not to be told. 2 is an error's as well, where what could
 * tell does not answer.
 */
export const EXIT = {
  ok: 0,
  unknown: 2,
  usage: 64,
  input: 65,
  internal: 70,
  output: 74,
  denied: 77,
  configuration: 78,
} as const
export type ExitCode = (typeof EXIT)[keyof typeof EXIT]

/** Codes that tests and programs match; the text beside them is for people and may change. */
export type ErrorCode =
  | 'ERR_STDIN'
  | 'ERR_JSON'
  | 'ERR_STATE'
  | 'ERR_CONFIG'
  | 'ERR_ANNOTATION'
  | 'ERR_BUNDLE'
  | 'ERR_PROCESS'
  | 'ERR_ROOTFS'
  | 'ERR_HOST'
  | 'ERR_EDIT'
  | 'ERR_VERIFY'
  | 'ERR_OUTPUT'
  | 'ERR_POLICY'
  | 'ERR_SETID'
  | 'ERR_ADDON'
  | 'ERR_PRIVATE'
  | 'ERR_USER'
  | 'ERR_DEVICE'
  | 'ERR_RECORDING'
  | 'ERR_CDI'
  | 'ERR_LINK'
  | 'ERR_ENGINE'
  | 'ERR_INSTALL'
  | 'ERR_GROUP'
  | 'ERR_LOG'

/**
 * A problem that a person can act on.
 *
 * @property code   Stable, for programs.
 * @property exit   What the process exits with when nobody handles the error.
 * @property remedy What to do about it; absent where the message already says so.
 */
export class HookError extends Error {
  readonly code: ErrorCode
  readonly exit: ExitCode
  readonly remedy: string | undefined

  constructor(code: ErrorCode, exit: ExitCode, message: string, options: { remedy?: string; cause?: unknown } = {}) {
    super(message, 'cause' in options ? { cause: options.cause } : {})
    this.name = 'HookError'
    this.code = code
    this.exit = exit
    this.remedy = options.remedy
  }
}

/** Bad input: exit 65, nothing was changed. */
export function inputError(code: ErrorCode, message: string, remedy?: string): HookError {
  return new HookError(code, EXIT.input, message, remedy === undefined ? {} : { remedy })
}
