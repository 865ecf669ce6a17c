import { expect } from 'vitest'
import { type ErrorCode, HookError } from '../../src/core/errors.ts'

/** The HookError that `call` must end with, of the given code. Anything else fails the test. */
export function hookError(code: ErrorCode, call: () => unknown): HookError {
  try {
    call()
  } catch (error) {
    if (!(error instanceof HookError)) throw error
    expect(error.code).toBe(code)
    return error
  }
  throw new Error(`no error was thrown where ${code} was expected`)
}
