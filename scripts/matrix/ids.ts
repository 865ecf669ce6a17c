import type { Cell } from './axes.ts'
import { isRootless } from './rules.ts'

/** A line of an id map: `count` ids from `inside` are those from `outside`. */
export interface Range {
  readonly inside: number
  readonly outside: number
  readonly count: number
}

/** Maps of users and groups. */
export interface Maps {
  readonly uid: readonly Range[]
  readonly gid: readonly Range[]
}

/** The group of every device: video, where the distribution has it. */
export const DEVICE_GID = 44
/** First of the ids that rootful containers with a user namespace get, as `containers` in /etc/subuid. */
export const CONTAINERS = { first: 2_000_000, count: 1_000_000 }

/** An ordinary user of the stage, who may start rootless containers. */
export interface User {
  readonly name: string
  readonly id: number
  readonly subordinate: Range
  /** Whether /etc/subgid gives it the group of the devices. */
  readonly mapsDeviceGroup: boolean
}

const SIZE = 65_536

export const USERS: Readonly<Record<Cell['gid'], User>> = {
  unmapped: user('matrix-a', 4000, 200_000, false),
  mapped: user('matrix-b', 4001, 300_000, true),
}

/** The gid by which rootless containers of `USERS.mapped` know the group of the devices: podman appends it. */
const APPENDED_GID = SIZE + 1

/** From podman's user namespace of a rootless user to the host, as newuidmap(1) is told by podman. */
export function callerMaps({ id, subordinate, mapsDeviceGroup }: User): Maps {
  const uid = [{ inside: 0, outside: id, count: 1 }, subordinate]
  const group = { inside: APPENDED_GID, outside: DEVICE_GID, count: 1 }
  return { uid, gid: mapsDeviceGroup ? [...uid, group] : uid }
}

/** What config.json says: from the container's user namespace to that of its caller; undefined without one. */
export function containerMaps({ situation, gid }: Cell): Maps | undefined {
  if (situation === 'userns') return { uid: offset(), gid: gid === 'mapped' ? aroundDeviceGroup() : offset() }
  if (situation !== 'keep-id') return undefined
  return { uid: keepId(), gid: gid === 'mapped' ? [...keepId(), itself(APPENDED_GID)] : keepId() }
}

/** Numbers of the host for the container's user, and of the container for the device's group. */
export function hostUid(cell: Cell, uid: number): number {
  const maps = [containerMaps(cell), isRootless(cell.situation) ? callerMaps(USERS[cell.gid]) : undefined]
  return maps.reduce((id, map) => (map === undefined ? id : through(map.uid, id)), uid)
}

/** How the container counts the device's group, where it can. */
export function deviceGidInside({ situation, gid }: Cell): number | undefined {
  if (gid === 'unmapped') return undefined
  return isRootless(situation) ? APPENDED_GID : DEVICE_GID
}

function through(map: readonly Range[], id: number): number {
  const range = map.find(({ inside, count }) => id >= inside && id < inside + count)
  if (range === undefined) throw new Error(`Cannot build the cell: found no mapping for the id ${id}`)
  return id - range.inside + range.outside
}

function offset(): Range[] {
  return [{ inside: 0, outside: CONTAINERS.first, count: SIZE }]
}

function aroundDeviceGroup(): Range[] {
  const [above, { first }] = [DEVICE_GID + 1, CONTAINERS]
  return [
    { inside: 0, outside: first, count: DEVICE_GID },
    { inside: DEVICE_GID, outside: DEVICE_GID, count: 1 },
    { inside: above, outside: first + above, count: SIZE - above },
  ]
}

/**
 * podman --userns=keep-id:uid=1000,gid=1000: the caller is 1000 inside, and all others keep their order. A range that
 * spans two of the parent namespace is EPERM to the kernel (map_id_range_down in kernel/user_namespace.c).
 */
function keepId(): Range[] {
  return [
    { inside: 0, outside: 1, count: 1000 },
    { inside: 1000, outside: 0, count: 1 },
    { inside: 1001, outside: 1001, count: SIZE - 1000 },
  ]
}

function itself(id: number): Range {
  return { inside: id, outside: id, count: 1 }
}

function user(name: string, id: number, first: number, mapsDeviceGroup: boolean): User {
  return { name, id, subordinate: { inside: 1, outside: first, count: SIZE }, mapsDeviceGroup }
}
