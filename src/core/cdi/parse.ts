import * as z from 'zod/mini'
import { list, once } from '../parse/schema.ts'
import { describe, printable } from '../report/quote.ts'
import { deviceNameFault, kindFault } from './names.ts'
import { cdiVersion, compareVersions, minimumVersion } from './version.ts'

/**
 * A CDI spec as readers take it, with every field that version 1.1.0 has.
 *
 * @see https://github.com/cncf-tags/container-device-interface/blob/v1.1.0/specs-go/config.go
 */
export type ParsedSpec = z.output<ReturnType<typeof schema>>
export type ParsedEdits = NonNullable<ParsedSpec['containerEdits']>
export type ParsedNode = NonNullable<ParsedEdits['deviceNodes']>[number]

/** What came of reading one: the spec, or why no engine takes the file. */
export type SpecResult = { readonly spec: ParsedSpec } | { readonly fault: string }

/**
 * Checks a parsed document as strictly as the Go library does: one unknown field, one bad name or a version below what
 * its fields need, and the whole file is rejected.
 */
export function parseSpec(document: unknown): SpecResult {
  const result = z.safeParse(schema(), document)
  if (!result.success) return { fault: explain(result.error.issues[0], document) }
  const fault = nameFault(result.data) ?? versionFault(result.data)
  return fault === undefined ? { spec: result.data } : { fault }
}

const HOOKS = ['prestart', 'createRuntime', 'createContainer', 'startContainer', 'poststart', 'poststop'] as const

const string = once(() => z.string({ error: 'a string' }))
const filled = once(() =>
  z.string({ error: 'a string' }).check(z.minLength(1, { error: 'a string that is not empty' })),
)
const whole = (most: number) => {
  const error = `an integer from 0 to ${most}`
  return z.optional(z.int({ error }).check(z.gte(0, { error }), z.lte(most, { error })))
}
const strings = () => z.optional(list(string()))
const variable = () => string().check(z.regex(/^[^=]+=/, { error: 'a variable such as "A=b"' }))
const annotations = () => z.optional(z.record(string(), string(), { error: 'an object of strings' }))
const strict = <T extends z.core.$ZodShape>(shape: T) => z.strictObject(shape, { error: 'an object' })

const node = () =>
  strict({
    path: filled(),
    hostPath: z.optional(string()),
    type: z.optional(z.enum(['b', 'c', 'u', 'p', ''], { error: 'one of b, c, u, p' })),
    major: whole(2 ** 32),
    minor: whole(2 ** 32),
    fileMode: whole(2 ** 32 - 1),
    permissions: z.optional(string().check(z.regex(/^(none|[rwm]*)$/, { error: 'letters of "rwm", or "none"' }))),
    uid: whole(2 ** 32 - 1),
    gid: whole(2 ** 32 - 1),
  })

const hook = () =>
  strict({
    hookName: z.enum(HOOKS, { error: `one of ${HOOKS.join(', ')}` }),
    path: filled(),
    args: strings(),
    env: z.optional(list(variable())),
    timeout: z.optional(z.int({ error: 'an integer' })),
  })

const mount = () =>
  strict({ hostPath: filled(), containerPath: filled(), options: strings(), type: z.optional(string()) })

const edits = () =>
  strict({
    env: z.optional(list(variable())),
    deviceNodes: z.optional(list(node())),
    netDevices: z.optional(list(strict({ hostInterfaceName: filled(), name: filled() }))),
    hooks: z.optional(list(hook())),
    mounts: z.optional(list(mount())),
    intelRdt: z.optional(z.record(string(), z.unknown(), { error: 'an object' })),
    additionalGids: z.optional(list(z.int({ error: 'a gid' }).check(z.gte(0, { error: 'a gid' })))),
  })

const schema = once(() =>
  strict({
    cdiVersion: string(),
    kind: string(),
    annotations: annotations(),
    devices: list(strict({ name: string(), annotations: annotations(), containerEdits: edits() })).check(
      z.minLength(1, { error: 'at least one device' }),
    ),
    containerEdits: z.optional(edits()),
  }),
)

function explain(issue: z.core.$ZodIssue | undefined, document: unknown): string {
  const path = issue?.path ?? []
  const where = path.map((key) => (typeof key === 'number' ? `[${key}]` : `.${printable(String(key))}`)).join('')
  const place = where === '' ? '' : `${where.replace(/^\./, '')}: `
  if (issue?.code === 'unrecognized_keys')
    return `${place}found the unknown field ${issue.keys.map((key) => printable(key)).join(', ')}`
  const found = path.reduce<unknown>((at, key) => (at as Record<PropertyKey, unknown> | undefined)?.[key], document)
  return `${place}found ${describe(found)}, expected ${issue?.message}`
}

function nameFault({ kind, devices }: ParsedSpec): string | undefined {
  const fault = kindFault(kind)
  if (fault !== undefined) return `kind: found ${describe(kind)}: ${fault}`
  const seen = new Set<string>()
  for (const { name, containerEdits } of devices) {
    const bad = deviceNameFault(name)
    if (bad !== undefined) return `the device ${describe(name)}: ${bad}`
    if (seen.has(name)) return `the device ${describe(name)} is there twice`
    if (!Object.values(containerEdits).some(isFilled)) return `the device ${describe(name)} has no edits`
    seen.add(name)
  }
  return undefined
}

function isFilled(value: unknown): boolean {
  return Array.isArray(value) ? value.length > 0 : value !== undefined
}

function versionFault(spec: ParsedSpec): string | undefined {
  const version = cdiVersion(spec.cdiVersion)
  if (version === undefined) return `cdiVersion: found ${describe(spec.cdiVersion)}, expected one such as "0.7.0"`
  const minimum = minimumVersion(spec)
  const isEnough = compareVersions(version, minimum) >= 0 || minimum === '0.3.0'
  return isEnough ? undefined : `cdiVersion: found ${version}, but its fields need ${minimum}`
}
