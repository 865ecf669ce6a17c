import type { InventoryNode } from '../../../../../src/core/cdi/inventory.ts'
import type { CdiSpec } from '../../../../../src/core/cdi/spec.ts'
import type { HostNode } from '../../../../../src/core/model/device.ts'
import type { HostGid, HostUid } from '../../../../../src/core/model/ids.ts'
import type { HostPath } from '../../../../../src/core/model/paths.ts'
import { BUILT_IN_POLICY, type Policy } from '../../../../../src/core/policy/policy.ts'

export const VIDEO = 44
export const RENDER = 993
const GROUPS = new Map([
  ['video', VIDEO],
  ['disk', 6],
])

/** root:video 0660 c 81:0, but for what is named. */
export function hostNode(
  path: string,
  changes: { gid?: number; mode?: number; type?: 'c' | 'b'; minor?: number } = {},
): HostNode {
  const { gid = VIDEO, mode = 0o660, type = 'c', minor = 0 } = changes
  const number = { type, major: 81, minor }
  return { path: path as HostPath, number, uid: 0 as HostUid, gid: gid as HostGid, mode, links: 1 }
}

export function entry(node: HostNode, links: readonly string[] = [], pciAddress?: string): InventoryNode {
  return { node, links: links as readonly HostPath[], pciAddress }
}

export function rules(changes: Partial<Policy> = {}) {
  return {
    policy: { ...BUILT_IN_POLICY, ...changes },
    lookup: (name: string) => GROUPS.get(name) as HostGid | undefined,
  }
}

export const REQUEST = {
  kind: 'localhost/video',
  links: 'asked',
  asked: [],
  program: '/usr/bin/oci-device-hook' as HostPath,
} as const

/** A device of a spec. @throws when there is none of that name. */
export function deviceOf(spec: CdiSpec | undefined, name: string) {
  const device = spec?.devices.find((candidate) => candidate.name === name)
  if (device === undefined) throw new Error(`no device ${name} in ${JSON.stringify(spec)}`)
  return device.containerEdits
}
