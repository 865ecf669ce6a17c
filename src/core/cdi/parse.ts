import * as z from 'zod/mini'
import { list, once } from '../parse/schema.ts'
import { describe, printable } from '../report/quote.ts'
import { deviceNameFault, kindFault } from './names.ts'
import { annotations, filled, optional, strict, string, strings, UINT32, variable, whole } from './scalars.ts'
import { cdiVersion, compareVersions, isNewer, minimumVersion, NEWEST } from './version.ts'

/**
 * A CDI spec as readers take it, with every field that version 1.1.0 has.
 *
 * @see https://github.com/cncf-tags/container-device-interface/blob/v1.1.0/specs-go/config.go
 */
export type ParsedSpec = z.output<ReturnType<typeof schema>>
export type ParsedEdits = NonNullable<ParsedSpec['containerEdits']>
export type ParsedNode = NonNullable<ParsedEdits['deviceNodes']>[number]
export type ParsedMount = NonNullable<ParsedEdits['mounts']>[number]

/** What came of reading one: the spec, why no engine takes the file, or why only a newer program can tell. */
export type SpecResult = { readonly spec: ParsedSpec } | { readonly fault: string } | { readonly newer: string }

/**
 * Checks a parsed document as strictly as the Go library does: one unknown field, one bad name or a version below what
 * its fields need, and the whole file is rejected.
 */
export function parseSpec(document: unknown): SpecResult {
  const version = newerVersion(document)
  if (version !== undefined)
    return { newer: `its cdiVersion is ${version}, and this program knows CDI up to ${NEWEST}` }
  const result = z.safeParse(schema(), document)
  if (!result.success) return { fault: explain(result.error.issues[0], document) }
  const fault = nameFault(result.data) ?? versionFault(result.data)
  return fault === undefined ? { spec: result.data } : { fault }
}

const HOOKS = ['prestart', 'createRuntime', 'createContainer', 'startContainer', 'poststart', 'poststop'] as const

const schemas = () => {
  const node = strict({
    path: filled(),
    hostPath: optional(string()),
    type: optional(z.enum(['b', 'c', 'u', 'p', ''], { error: 'one of b, c, u, p' })),
    major: optional(whole(2 ** 32)),
    minor: optional(whole(2 ** 32)),
    fileMode: optional(whole(UINT32)),
    permissions: optional(string(z.regex(/^(none|[rwm]*)$/, { error: 'letters of "rwm", or "none"' }))),
    uid: optional(whole(UINT32)),
    gid: optional(whole(UINT32)),
  })
  const hook = strict({
    hookName: z.enum(HOOKS, { error: `one of ${HOOKS.join(', ')}` }),
    path: filled(),
    args: strings(),
    env: optional(list(variable())),
    timeout: optional(z.int({ error: 'an integer' })),
  })
  const mount = strict({
    hostPath: filled(),
    containerPath: filled(),
    options: strings(),
    type: optional(string()),
  })
  const edits = strict({
    env: optional(list(variable())),
    deviceNodes: optional(list(node)),
    netDevices: optional(list(strict({ hostInterfaceName: filled(), name: filled() }))),
    hooks: optional(list(hook)),
    mounts: optional(list(mount)),
    intelRdt: optional(z.record(z.string(), z.unknown(), { error: 'an object' })),
    additionalGids: optional(list(whole(UINT32))),
  })
  const device = strict({ name: string(), annotations: annotations(), containerEdits: edits })
  return strict({
    cdiVersion: string(),
    kind: string(),
    annotations: annotations(),
    devices: list(device).check(z.minLength(1, { error: 'at least one device' })),
    containerEdits: optional(edits),
  })
}

const schema = once(schemas)

/** First of all: a field that this program does not know may be one of that version. */
function newerVersion(document: unknown): string | undefined {
  if (typeof document !== 'object' || document === null || !('cdiVersion' in document)) return undefined
  const { cdiVersion: text } = document
  return typeof text === 'string' && isNewer(text) ? text : undefined
}

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
