import { existsSync } from 'node:fs'
import { userInfo } from 'node:os'
import { dirname } from 'node:path'
import { HookError } from '../../core/errors.ts'
import { shellQuote } from '../../core/report/shell-quote.ts'
import { logDirectory } from '../../shell/linux/log.ts'
import { readPolicyNow } from '../../shell/linux/policy-now.ts'

/** Why a hook that ran would have left no line, and what to do about it. */
export interface Silence {
  readonly reason: string
  readonly remedy: string
}

/** What decides whether there is a log. */
export interface LogPlace {
  /** Of the policy, `[log] file`; undefined where the policy cannot be read, which the hook logs. */
  readonly level: string | undefined
  /** The directory in which the hook makes its own, if it is there. */
  readonly directory: string | undefined
  readonly isThere: boolean
  readonly user: string
}

/** undefined where the log has a line of every hook that runs and was asked for. */
export function silenceOf({ level, directory, isThere, user }: LogPlace): Silence | undefined {
  if (level === 'none')
    return { reason: 'the policy logs nothing ([log] file = "none")', remedy: 'oci-device-hook policy check' }
  if (directory === undefined) return { reason: 'this user has no place for a log', remedy: 'oci-device-hook log' }
  if (isThere) return undefined
  const remedy = `sudo loginctl enable-linger ${shellQuote(user)}`
  return { reason: `there is no ${directory}, in which the log would be`, remedy }
}

/** The same for whoever runs this. */
export function logSilence(): Silence | undefined {
  const own = logDirectory()
  const directory = own === undefined ? undefined : dirname(own)
  const isThere = directory !== undefined && existsSync(directory)
  return silenceOf({ level: logLevel(), directory, isThere, user: userInfo().username })
}

function logLevel(): string | undefined {
  try {
    return readPolicyNow().log.file
  } catch (error) {
    if (error instanceof HookError) return undefined
    throw error
  }
}
