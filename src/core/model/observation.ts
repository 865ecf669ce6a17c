import type { Access, DeviceNumber, HostNode } from './device.ts'
import type { ContainerGid, ContainerUid, HostGid, HostUid } from './ids.ts'
import type { ContainerPath, HostPath } from './paths.ts'

/** The kernel's answer to "may this identity open it?"; null when it could not be asked. */
export type Usable = boolean | null

/** Where a device of the container comes from. */
export type Origin = 'entry' | 'mount' | 'annotation'

/** A device as config.json describes it, before any runtime made a node of it. Ids are the container's. */
export interface SeenEntry {
  readonly kind: 'entry'
  /** Position in linux.devices. */
  readonly index: number
  readonly uid: ContainerUid
  readonly gid: ContainerGid
  /** Permission bits; what the runtime takes when the entry has none is filled in. */
  readonly mode: number
}

/** A node that exists. `own`: an inode of the container. `shared`: the host's, through a bind mount. */
export interface SeenNode {
  readonly kind: 'own' | 'shared'
  readonly number: DeviceNumber
  readonly uid: HostUid
  readonly gid: HostGid
  readonly mode: number
  readonly links: number
  /** With the groups that the container's process will have. */
  readonly openable: Usable
  /** With the caller's groups kept as well (crun's keep_original_groups); null where that means nothing. */
  readonly openableKeepingGroups: Usable
  /** With the node's own group given as well; null where it was not asked, or the container has no name for the group. */
  readonly openableWithGroup: Usable
  /** Whether what is mounted over it would show up in other mount namespaces as well. */
  readonly propagates: boolean
  /** The mount option that stops what mode bits allow. `ro` is no obstacle: device nodes are exempt from it. */
  readonly nodev: boolean
}

export interface SeenAbsent {
  readonly kind: 'absent'
}

/** Something that is no device stands at the path. */
export interface SeenOther {
  readonly kind: 'other'
  /** `symlink`, `directory`, `regular`, …, or the reason why it could not be looked at. */
  readonly found: string
}

export type Seen = SeenEntry | SeenNode | SeenAbsent | SeenOther

/** Everything known about one device of one container before a decision is made. */
export interface Observation {
  readonly path: ContainerPath
  readonly origin: Origin
  /** The number it must have; undefined when neither config.json nor the host knows one. */
  readonly number: DeviceNumber | undefined
  readonly wanted: Access
  /** Whether the device rules of config.json let the container open it at all; null where none speaks of it. */
  readonly allowedByRules: boolean | null
  /** The host's node of the same number, undefined when the host has none. */
  readonly host: HostNode | undefined
  /** Source of the bind mount it arrives by. */
  readonly source: HostPath | undefined
  /** Position in `linux.devices` or `mounts`, where it was given there. */
  readonly index: number | undefined
  /** Permission bits that config.json gives it; undefined where it gives none. */
  readonly configuredMode: number | undefined
  /** Stable names that the container asked for it by, to be recreated as links. */
  readonly links: readonly ContainerPath[]
  /** Whether an annotation names it: by its path in the container or on the host, or by a directory above. */
  readonly named: boolean
  /** Whether an annotation says that it may be missing. */
  readonly optional: boolean
  /** It came with everything else (privileged, or all of /dev): left alone unless it is named. */
  readonly wholesale: boolean
  /** The host's own node as the container would see it through a bind mount; only where that is a way, ours or runc's. */
  readonly bindable: SeenNode | undefined
  readonly seen: Seen
}
