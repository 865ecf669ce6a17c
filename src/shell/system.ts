import type { Access, DeviceNumber, HostNode } from '../core/model/device.ts'
import type { HostGid, HostUid } from '../core/model/ids.ts'
import type { SeenNode, SeenOther, Usable } from '../core/model/observation.ts'
import type { ContainerPath, DevicePath, HostPath } from '../core/model/paths.ts'
import type { Runtime } from '../core/model/situation.ts'
import type { ContainerState } from '../core/parse/state.ts'
import type { ClassLookup, GroupLookup } from '../core/policy/judge.ts'
import type { Policy } from '../core/policy/policy.ts'
import type { RunRecord } from '../core/report/record.ts'
import type { Identity, IdMaps } from '../core/resolve/identity.ts'

declare const handle: unique symbol
/** A node that is held open, from the check to the use. Given back with `release`. */
export type Handle = number & { readonly [handle]: true }

/** What a path on the host stands for, as far as devices go. */
export type HostEntry =
  | { readonly kind: 'device'; readonly node: HostNode }
  | { readonly kind: 'directory'; readonly real: HostPath; readonly nodes: readonly HostNode[] }
  /** A file, a socket, or a directory without devices. */
  | { readonly kind: 'other' }

/** A node that was opened, without what only the kernel can tell about who may open it. */
export interface FoundNode {
  readonly kind: 'node'
  readonly handle: Handle
  readonly seen: Omit<SeenNode, 'openable' | 'openableKeepingGroups' | 'openableWithGroup'>
}

export interface FoundNothing {
  readonly kind: 'absent'
}

/** What was found at a path, with what is needed to act on it. */
export type Found = FoundNode | FoundNothing | SeenOther

/**
 * Reading the host. Nothing here follows a path that a container can shape.
 *
 * @throws {HookError} `ERR_HOST` where a file of the host can neither be seen nor be called absent.
 */
export interface Host {
  /** The node at `path` itself, links not followed; undefined when there is none, or it is no device. */
  nodeAt(path: HostPath): HostNode | undefined
  /** A node of the given number, by sysfs or else by a scan of /dev. */
  nodeNumbered(number: DeviceNumber): HostNode | undefined
  /** What `path` stands for, links followed: a device, or a directory with all devices below it; undefined for nothing. */
  resolve(path: HostPath): HostEntry | undefined
  /** Opens the node at `path`, links followed as a bind mount would: the container would share it. */
  open(path: HostPath): Found
  readonly gidOf: GroupLookup
  readonly classOf: ClassLookup
  /** The maps of the user namespace at `path` (/proc/<pid>/ns/user) to ours; undefined where they cannot be read. */
  mapsOfNamespace(path: string): IdMaps | undefined
  /** Whether a directory on the way to `path` belongs to a group that our user namespace does not map. */
  hasUnmappedGroupAbove(path: HostPath): boolean
}

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
  mknod(path: DevicePath, number: DeviceNumber, owner: Ownership): Handle
  /** Makes a private node that `publish` will put over the one that is held. @throws {HookError} `ERR_PRIVATE` */
  cover(path: ContainerPath, shared: Handle, number: DeviceNumber, owner: Ownership, label: string | undefined): Handle
  /** Makes a link in the container's own /dev, with its missing parents. Whatever has the name already keeps it. */
  link(path: DevicePath, target: ContainerPath): void
  /** Puts the private nodes in their places, as the last thing done. @throws {HookError} `ERR_PRIVATE` */
  publish(): void
}

/** One question to the kernel. */
export interface Question {
  readonly node: Handle
  readonly wanted: Access
}

/** As whom the kernel is asked. */
export interface Asker {
  readonly who: Identity
  /** `given`: the groups of config.json. `kept`: those of whoever called us; only before `given` was ever asked. */
  readonly groups: 'given' | 'kept'
  /** Whether CAP_DAC_OVERRIDE counts: it does only in the user namespace that is the hook's own. */
  readonly overriding: boolean
}

/** The log, opened before the mount namespace may change. */
export interface Log {
  /** Appends one record. Never throws: a full disk must not stop a container. */
  write(record: RunRecord): Promise<void>
}

/** The time, for the log. */
export interface Clock {
  /** RFC 3339, UTC. */
  now(): string
  /** Since the start of the process. */
  elapsedMs(): number
}

/** Every effect that a stage may ask for. Two implementations: the machine, and a recorder for tests. */
export interface System {
  readonly host: Host
  /** The policy in force. @throws {HookError} `ERR_POLICY` */
  policy(): Policy
  /** May they open these nodes? One change of identity for all of them; null where it cannot be asked. */
  mayOpen(asker: Asker, questions: readonly Question[]): Usable[]
  release(node: Handle): void
  /** uid 0 of the initial user namespace. */
  readonly isRealRoot: boolean
  /** Supplementary groups of whoever called us, as far as they have a name in our user namespace. */
  callerGroups(): readonly HostGid[]
  /** The low-level runtime that called us, or is going to run. */
  runtime(): Runtime
  /** Where this program is, for the hook that it plants. */
  readonly ownPath: string
}

/** The same where there is a container. */
export interface RuntimeSystem extends System {
  /** Finds the container of a state. @throws {HookError} `ERR_PROCESS`, `ERR_BUNDLE` */
  openContainer(state: ContainerState): Container
  /** Whether config.json has this text, where no container can be opened; true where nobody can tell. */
  configMentions(state: ContainerState, text: string): boolean
}
