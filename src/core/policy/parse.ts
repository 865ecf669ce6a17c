import { parse, TomlError } from 'smol-toml'
import * as z from 'zod/mini'
import { EXIT, HookError } from '../errors.ts'
import { list, text } from '../parse/schema.ts'
import { BUILT_IN_POLICY, type GrantName, type NumberPattern, type Policy } from './policy.ts'

/**
 * Parses a policy file (TOML 1.0). What it does not say is as in the built-in policy; `deny` lists add to the built-in
 * ones, which no file can take away.
 *
 * @param source The file's path, for messages.
 * @throws {HookError} `ERR_POLICY`, exit 78: a policy that is not understood must not be half applied.
 */
export function parsePolicy(toml: string, source: string): Policy {
  const file = checkFile(parseToml(toml, source), source)
  const { allow, deny, create } = file
  return {
    source,
    allow: allow?.devices ?? BUILT_IN_POLICY.allow,
    denyDevices: deny?.devices ?? [],
    denyNumbers: [...BUILT_IN_POLICY.denyNumbers, ...(deny?.numbers ?? []).map(parseNumber)],
    denyGroups: [...BUILT_IN_POLICY.denyGroups, ...(deny?.groups ?? []).filter((group) => typeof group === 'string')],
    denyGids: [...BUILT_IN_POLICY.denyGids, ...(deny?.groups ?? []).filter((group) => typeof group === 'number')],
    strategies: allow?.strategies ?? BUILT_IN_POLICY.strategies,
    create: create?.devices ?? [],
    onDenied: file.on_denied ?? BUILT_IN_POLICY.onDenied,
  }
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

const STRATEGIES: [GrantName, ...GrantName[]] = ['owner', 'groups', 'keep-groups', 'private', 'create']
const NUMBER = /^([cb]) (\d{1,4}|\*):(\d{1,7}|\*)$/

const globs = () =>
  list(text().check(z.regex(/^\/dev\/[A-Za-z0-9._:+@/?*-]+$/, { error: 'a glob below /dev, such as "/dev/ttyUSB*"' })))

const table = <T extends z.core.$ZodShape>(shape: T) => z.optional(z.strictObject(shape, { error: 'a table' }))

const schema = () =>
  z.strictObject(
    {
      on_denied: z.optional(z.enum(['fail', 'continue'], { error: '"fail" or "continue"' })),
      allow: table({
        devices: z.optional(globs()),
        strategies: z.optional(list(z.enum(STRATEGIES, { error: `one of ${STRATEGIES.join(', ')}` }))),
      }),
      deny: table({
        devices: z.optional(globs()),
        numbers: z.optional(list(text().check(z.regex(NUMBER, { error: 'a number such as "c 10:200" or "c 189:*"' })))),
        groups: z.optional(list(z.union([text(), z.int()], { error: 'a group name or gid' }))),
      }),
      create: table({ devices: z.optional(globs()) }),
    },
    { error: 'a table' },
  )

type PolicyFile = z.output<ReturnType<typeof schema>>

function checkFile(value: unknown, source: string): PolicyFile {
  const result = z.safeParse(schema(), value)
  if (result.success) return result.data
  const [issue] = result.error.issues
  const where = issue?.path.join('.') || 'the top level'
  const unknown = issue?.code === 'unrecognized_keys' ? issue.keys.join(', ') : undefined
  const problem = unknown === undefined ? `expected ${issue?.message}` : `unknown key ${unknown}`
  throw policyError(`${source}: ${where}: ${problem}`)
}

function parseNumber(pattern: string): NumberPattern {
  const [, type, major, minor] = NUMBER.exec(pattern) ?? []
  const part = (digits: string | undefined) => (digits === '*' || digits === undefined ? undefined : Number(digits))
  return { type: type === 'b' ? 'b' : 'c', major: part(major), minor: part(minor) }
}

function policyError(message: string, cause?: unknown): HookError {
  return new HookError('ERR_POLICY', EXIT.configuration, message, { cause })
}
