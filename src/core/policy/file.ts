import { parse, TomlError } from 'smol-toml'
import * as z from 'zod/mini'
import { EXIT, HookError } from '../errors.ts'
import { describe, quote } from '../report/quote.ts'
import { type KeyPath, tomlPositions } from './positions.ts'
import { type PolicyContent, policySchema } from './schema.ts'

/** A policy file as it was read. */
export interface PolicyText {
  /** The file's path, for messages. */
  readonly source: string
  readonly toml: string
}

/** A policy file, checked: what it says, and the text to find out where. */
export interface PolicyFile extends PolicyText {
  readonly content: PolicyContent
}

/**
 * Parses a policy file (TOML 1.0). It is strict: an unknown key is an error, for it may be a rule that was meant to deny.
 *
 * @throws {HookError} `ERR_POLICY`, exit 78, with line and column: a policy that is not understood is not half applied.
 */
export function parsePolicyFile({ toml, source }: PolicyText): PolicyFile {
  const value = parseToml(toml, source)
  const result = z.safeParse(policySchema(), value)
  if (result.success) return { source, toml, content: result.data }
  const [issue] = result.error.issues
  if (issue === undefined) throw policyError(`${source}: found no policy`)
  throw policyError(`${placeOf(issuePath(issue), toml, source)}: ${problemOf(issue, value)}`)
}

function parseToml(toml: string, source: string): unknown {
  try {
    return parse(toml)
  } catch (cause) {
    if (!(cause instanceof TomlError)) throw cause
    const [problem = 'invalid TOML'] = cause.message.replace('Invalid TOML document: ', '').split('\n')
    throw policyError(`${source}:${cause.line}:${cause.column}: ${problem}`, cause)
  }
}

/** The first unknown key stands for all of them. */
function issuePath(issue: z.core.$ZodIssue): KeyPath {
  const path = issue.path as KeyPath
  return issue.code === 'unrecognized_keys' ? [...path, issue.keys[0] ?? ''] : path
}

function placeOf(path: KeyPath, toml: string, source: string): string {
  const position = tomlPositions(toml)(path)
  return position === undefined ? source : `${source}:${position.line}:${position.column}`
}

function problemOf(issue: z.core.$ZodIssue, value: unknown): string {
  const path = issue.path as KeyPath
  if (issue.code === 'unrecognized_keys') {
    const where = path.length === 0 ? '' : ` in [${showKey(path)}]`
    return `unknown key ${quote(issue.keys[0] ?? '')}${where}, expected ${issue.message}`
  }
  const found = path.reduce<unknown>((at, key) => (at as Record<PropertyKey, unknown>)[key], value)
  return `${showKey(path)}: found ${describe(found)}, expected ${issue.message}`
}

/** `deny.numbers[1]` */
function showKey(path: KeyPath): string {
  const steps = path.map((key) => (typeof key === 'number' ? `[${key}]` : `.${key}`))
  return steps.join('').replace(/^\./, '')
}

function policyError(message: string, cause?: unknown): HookError {
  return new HookError('ERR_POLICY', EXIT.configuration, message, { cause })
}
