import { splitKind } from './names.ts'

/** Versions that an engine's CDI library may know, oldest first. */
export const CDI_VERSIONS = [
  '0.1.0',
  '0.2.0',
  '0.3.0',
  '0.4.0',
  '0.5.0',
  '0.6.0',
  '0.7.0',
  '0.8.0',
  '1.0.0',
  '1.1.0',
] as const
export type CdiVersion = (typeof CDI_VERSIONS)[number]

/** Whatever of a spec decides about its version; a spec of ours and a parsed one both have these fields. */
export interface Versioned {
  readonly kind: string
  readonly annotations?: unknown
  readonly containerEdits?: VersionedEdits | undefined
  readonly devices: readonly {
    readonly name: string
    readonly annotations?: unknown
    readonly containerEdits: VersionedEdits
  }[]
}

interface VersionedEdits {
  readonly deviceNodes?: readonly { readonly path: string; readonly hostPath?: string | undefined }[] | undefined
  readonly mounts?: readonly { readonly type?: string | undefined }[] | undefined
  readonly additionalGids?: readonly unknown[] | undefined
  readonly intelRdt?: unknown
  readonly netDevices?: readonly unknown[] | undefined
}

/** A feature, since when there is it, and whether a spec uses it. */
interface Feature {
  readonly since: CdiVersion
  readonly uses: (spec: Versioned) => boolean
}

/** CDI library, specs-go/version.go: the same table. Newest first, so that the first hit is the answer. */
const FEATURES: readonly Feature[] = [
  { since: '1.1.0', uses: (spec) => someEdits(spec, ({ netDevices }) => isFilled(netDevices)) },
  {
    since: '0.7.0',
    uses: (spec) => someEdits(spec, ({ additionalGids, intelRdt }) => isFilled(additionalGids) || isPresent(intelRdt)),
  },
  { since: '0.6.0', uses: (spec) => isFilledRecord(spec.annotations) || hasDottedClass(spec) },
  { since: '0.6.0', uses: ({ devices }) => devices.some(({ annotations }) => isFilledRecord(annotations)) },
  { since: '0.5.0', uses: ({ devices }) => devices.some(({ name }) => /^[0-9]/.test(name)) },
  {
    since: '0.5.0',
    uses: (spec) => someEdits(spec, ({ deviceNodes = [] }) => deviceNodes.some(({ hostPath }) => Boolean(hostPath))),
  },
  {
    since: '0.4.0',
    uses: (spec) => someEdits(spec, ({ mounts = [] }) => mounts.some(({ type }) => Boolean(type))),
  },
]

/** The oldest version that a reader supports at all. */
const EARLIEST: CdiVersion = '0.3.0'

/** The lowest version whose readers understand the spec: a higher one shuts readers out for nothing. */
export function minimumVersion(spec: Versioned): CdiVersion {
  return FEATURES.find(({ uses }) => uses(spec))?.since ?? EARLIEST
}

/** The version of that name; `1.0` and `v1.0.0` are not what readers take. */
export function cdiVersion(text: string): CdiVersion | undefined {
  return CDI_VERSIONS.find((version) => version === text)
}

/** The last one that this program knows. */
export const NEWEST: CdiVersion = '1.1.0'

/** Whether it is a version after all that are known here: engines may read it one day. */
export function isNewer(text: string): boolean {
  return /^\d+\.\d+\.\d+$/.test(text) && compareParts(text.split('.'), NEWEST.split('.')) > 0
}

function compareParts(a: readonly string[], b: readonly string[]): number {
  const at = a.findIndex((part, index) => Number(part) !== Number(b[index]))
  return at < 0 ? 0 : Number(a[at]) - Number(b[at])
}

/** Negative when `a` is older than `b`. */
export function compareVersions(a: CdiVersion, b: CdiVersion): number {
  return CDI_VERSIONS.indexOf(a) - CDI_VERSIONS.indexOf(b)
}

function someEdits({ containerEdits, devices }: Versioned, has: (edits: VersionedEdits) => boolean): boolean {
  return (containerEdits !== undefined && has(containerEdits)) || devices.some((device) => has(device.containerEdits))
}

function hasDottedClass({ kind }: Versioned): boolean {
  return splitKind(kind)?.class.includes('.') === true
}

function isFilled(list: readonly unknown[] | undefined): boolean {
  return list !== undefined && list.length > 0
}

function isPresent(value: unknown): boolean {
  return value !== undefined && value !== null
}

function isFilledRecord(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Object.keys(value).length > 0
}
