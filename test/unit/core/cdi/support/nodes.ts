import type { InventoryNode } from '../../../../../src/core/cdi/inventory.ts'
import type { CdiSpec } from '../../../../../src/core/cdi/spec.ts'
import type { DeviceNumber, HostNode } from '../../../../../src/core/model/device.ts'
import type { HostGid, HostUid } from '../../../../../src/core/model/ids.ts'
import type { HostPath } from '../../../../../src/core/model/paths.ts'
import { parsePolicy } from '../../../../../src/core/policy/parse.ts'
import { BUILT_IN_POLICY, type GroupRef } from '../../../../../src/core/policy/policy.ts'
import { deviceClass } from '../../../../../src/core/resolve/device-class.ts'

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

/** @param toml A policy file; without one, the built-in policy. */
export function rules(toml?: string) {
  return {
    policy: toml === undefined ? BUILT_IN_POLICY : parsePolicy(toml, 'P'),
    lookup: (group: GroupRef) => (typeof group === 'number' ? group : GROUPS.get(group)) as HostGid | undefined,
    classOf: (number: DeviceNumber) => deviceClass(number),
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
