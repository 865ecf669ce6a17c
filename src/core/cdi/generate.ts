import type { HostNode } from '../model/device.ts'
import { OVERFLOW_ID } from '../model/ids.ts'
import type { Link } from '../model/link.ts'
import { type ContainerPath, type HostPath, isDevicePath } from '../model/paths.ts'
import { type ClassLookup, deviceDenial, type GroupLookup, strategyDenial } from '../policy/judge.ts'
import type { Policy } from '../policy/policy.ts'
import { groupOf } from './gids.ts'
import { type InventoryNode, nameNodes } from './inventory.ts'
import { linkHooks } from './links.ts'
import { ALL, type CdiDevice, type CdiNode, type CdiSpec, type ContainerEdits } from './spec.ts'
import { minimumVersion } from './version.ts'

/** What a spec is made for. */
export interface CdiRequest {
  readonly kind: string
  /** Names that the container gets as links: those that were asked for by name, all, or none. */
  readonly links: 'asked' | 'all' | 'none'
  /** Stable names that were asked for. */
  readonly asked: readonly HostPath[]
  /** Where engines find this program, for the hook that makes links. */
  readonly program: HostPath
}

/** Who may decide about what a container gets. */
export interface CdiPolicy {
  readonly policy: Policy
  readonly lookup: GroupLookup
  readonly classOf: ClassLookup
}

/** A spec, if any device is left, and what a person should know about it. */
export interface Generated {
  readonly spec: CdiSpec | undefined
  /** Devices and groups that the policy keeps out. */
  readonly notes: readonly string[]
}

/**
 * Makes the spec of some nodes: one device each, and `all`.
 *
 * The lowest version that its fields need. A node is not given a user: the engine makes it the container's own, which
 * also helps where groups do not arrive. If the policy does not allow that (strategy `owner`), it stays root's.
 */
export function generateSpec(nodes: readonly InventoryNode[], request: CdiRequest, rules: CdiPolicy): Generated {
  const judged = nodes.map((entry) => ({
    entry,
    denial: deviceDenial(rules.policy, { ...entry.node, classOf: rules.classOf }),
  }))
  const allowed = judged.filter(({ denial }) => denial === undefined).map(({ entry }) => entry)
  const left = judged.flatMap(({ entry, denial }) =>
    denial === undefined ? [] : [`${entry.node.path} is left out: ${denial}`],
  )
  const notes = [...left, ...allowed.flatMap(({ node }) => groupNote(node, rules))]
  if (allowed.length === 0) return { spec: undefined, notes }
  const names = nameNodes(allowed)
  const edits = (entries: readonly InventoryNode[]) => editsOf(entries, request, rules)
  const devices: CdiDevice[] = [
    ...allowed.map((entry, at) => ({ name: names[at] ?? '', containerEdits: edits([entry]) })),
    { name: ALL, containerEdits: edits(allowed) },
  ]
  const { kind } = request
  return { spec: { cdiVersion: minimumVersion({ kind, devices }), kind, devices }, notes }
}

function editsOf(entries: readonly InventoryNode[], request: CdiRequest, rules: CdiPolicy): ContainerEdits {
  const links = entries.flatMap((entry) => linksOf(entry, request))
  const gids = entries.flatMap(({ node }) => {
    const grant = groupOf(node, rules.policy, rules.lookup)
    return grant.give ? [grant.gid] : []
  })
  return {
    deviceNodes: entries.map(({ node }) => nodeOf(node, rules.policy)),
    ...(links.length === 0 ? {} : { hooks: linkHooks(links, request.program) }),
    ...(gids.length === 0 ? {} : { additionalGids: [...new Set(gids)].sort((a, b) => a - b) }),
  }
}

/**
 * `rw` and not `rwm`: the runtime makes the node, and the container need not make another. A group that is nobody's is
 * left out, where the node becomes the user's own: engines then take the group of the container's process.
 */
function nodeOf({ path, number, mode, gid }: HostNode, policy: Policy): CdiNode {
  const node = { path, ...number, fileMode: mode & 0o777, permissions: 'rw' }
  if (strategyDenial(policy, 'owner') !== undefined) return { ...node, uid: 0, gid }
  return gid === OVERFLOW_ID ? node : { ...node, gid }
}

function linksOf({ node, links }: InventoryNode, request: CdiRequest): Link[] {
  const wanted = request.links === 'asked' ? links.filter((link) => request.asked.includes(link)) : links
  if (request.links === 'none') return []
  const target = node.path as string as ContainerPath
  const paths = wanted.map((link) => link as string as ContainerPath).filter(isDevicePath)
  return paths.map((path) => ({ path, target }))
}

function groupNote(node: HostNode, { policy, lookup }: CdiPolicy): string[] {
  const grant = groupOf(node, policy, lookup)
  if (grant.give || grant.reason === 'root' || grant.reason === 'world') return []
  return [`the group ${node.gid} of ${node.path} is not given: ${grant.why}`]
}
