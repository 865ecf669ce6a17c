import type { Access, DeviceNumber, HostNode } from '../core/model/device.ts'
import type { HostGid, HostUid } from '../core/model/ids.ts'
import type { SeenNode, SeenOther, Usable } from '../core/model/observation.ts'
import type { ContainerPath, HostPath } from '../core/model/paths.ts'
import type { ContainerState } from '../core/parse/state.ts'
import type { GroupLookup } from '../core/policy/judge.ts'
import type { Policy } from '../core/policy/policy.ts'
import type { RunRecord } from '../core/report/record.ts'
import type { Identity, IdMaps } from '../core/resolve/identity.ts'

declare const handle: unique symbol
/** A node that is held open, from the check to the use. Given back with `release`. */
export type Handle = number & { readonly [handle]: true }

/** What a path on the host stands for, as far as devices go. */
export type HostEntry =
  | { readonly kind: 'device'; readonly node: HostNode }
  | { readonly kind: 'directory'; readonly nodes: readonly HostNode[] }

/** Reading the host. Nothing here follows a path that a container can shape. */
export interface Host {
  /** The node at `path` itself, links not followed; undefined when there is none, or it is no device. */
  nodeAt(path: HostPath): HostNode | undefined
  /** A node of the given number, by sysfs or else by a scan of /dev. */
  nodeNumbered(number: DeviceNumber): HostNode | undefined
  /** What `path` stands for, links followed: a device, or a directory with all devices below it. */
  resolve(path: HostPath): HostEntry | undefined
  readonly groupNamed: GroupLookup
  /** The maps of the hook's own user namespace to its parent. */
  ownMaps(): IdMaps
  /** The policy in force. @throws {HookError} `ERR_POLICY` */
  policy(): Policy
}

/** What was found at a path in a container, with what is needed to act on it. */
export type Found =
  | {
      readonly kind: 'node'
      readonly handle: Handle
      readonly seen: Omit<SeenNode, 'openable' | 'openableKeepingGroups'>
    }
  | { readonly kind: 'absent' }
  | SeenOther

/** A new or corrected owner and mode for a node. */
export interface Ownership {
  readonly uid: HostUid
  readonly gid: HostGid
  readonly mode: number
}

/** A container between creation and start: its files are reached through its init process, by descriptors alone. */
export interface Container {
  readonly configText: string
  /** From the container's user namespace to the hook's. */
  readonly maps: IdMaps
  readonly hasUserNamespace: boolean
  /** Opens the rootfs that config.json names. Once, before anything below. @throws {HookError} `ERR_ROOTFS` */
  enter(rootPath: string): void
  find(path: ContainerPath): Found
  /** Changes the node that is held, and it alone. @throws {HookError} `ERR_PROCESS` when the container's process is gone. */
  chown(node: Handle, owner: Ownership): void
  /** Makes a node in the container's own /dev, with its missing parents. */
  mknod(path: ContainerPath, number: DeviceNumber, owner: Ownership): Handle
}

/** One question to the kernel. */
export interface Question {
  readonly node: Handle
  readonly wanted: Access
}

/** Every effect that the stages may ask for. Two implementations: the machine, and a recorder for tests. */
export interface System {
  readonly host: Host
  /** Finds the container of a state. @throws {HookError} `ERR_PROCESS`, `ERR_BUNDLE` */
  openContainer(state: ContainerState): Container
  /** May `who` open these nodes? One change of identity for all of them; null where it cannot be asked. */
  mayOpen(who: Identity, questions: readonly Question[]): Usable[]
  release(node: Handle): void
  /** Appends to the log. Never throws: a full disk must not stop a container. */
  log(record: RunRecord): void
  /** RFC 3339, UTC. */
  now(): string
  /** Since the start of the process. */
  elapsedMs(): number
  readonly isRealRoot: boolean
}
