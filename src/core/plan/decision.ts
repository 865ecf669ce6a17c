import type { DeviceNumber } from '../model/device.ts'
import type { ContainerGid, ContainerUid, HostGid, HostUid } from '../model/ids.ts'
import type { Observation, Usable } from '../model/observation.ts'
import type { ContainerPath, DevicePath, HostPath } from '../model/paths.ts'

export type Strategy = 'none' | 'owner' | 'groups' | 'keep-groups' | 'private' | 'create' | 'refuse'

/** What precreate may do: each becomes one or a few splices of config.json (`core/edit`). Ids are the container's. */
export type PrecreateAction =
  | {
      readonly do: 'set-owner'
      readonly index: number
      readonly uid: ContainerUid
      readonly gid: ContainerGid
      readonly mode: number
    }
  | { readonly do: 'add-group'; readonly gid: ContainerGid }
  | {
      readonly do: 'add-device'
      readonly path: DevicePath
      readonly number: DeviceNumber
      readonly uid: ContainerUid
      readonly gid: ContainerGid
      readonly mode: number
    }
  | { readonly do: 'allow-device'; readonly number: DeviceNumber; readonly access: string }
  | { readonly do: 'keep-groups' }
  /** Our own createRuntime hook: what is to be done to the node can only be done once there is one. */
  | { readonly do: 'plant-hook' }
  | { readonly do: 'add-mount'; readonly path: DevicePath; readonly source: HostPath }
  | { readonly do: 'drop'; readonly from: 'devices' | 'mounts'; readonly index: number }

/** What createRuntime may do: each is a few system calls on descriptors (`shell/apply`). Ids are the host's. */
export type RuntimeAction =
  | { readonly do: 'chown'; readonly uid: HostUid; readonly gid: HostGid; readonly mode: number }
  | {
      readonly do: 'mknod'
      readonly path: DevicePath
      readonly number: DeviceNumber
      readonly uid: HostUid
      readonly gid: HostGid
      readonly mode: number
    }
  /** A node of the container's own is put over the shared one, as the last thing that the hook does. */
  | {
      readonly do: 'cover'
      readonly path: ContainerPath
      readonly number: DeviceNumber
      readonly uid: HostUid
      readonly gid: HostGid
      readonly mode: number
    }

/** Why a device is refused: stable, for programs. The sentence beside it is for people. */
export type RefusalCode =
  | 'absent'
  | 'unplugged'
  | 'number-differs'
  | 'not-a-device'
  | 'no-device-rule'
  | 'nodev'
  | 'policy'
  | 'unmapped'
  | 'shared-mount'
  | 'impossible'

/**
 * What is to be done about one device. `reason` completes "<strategy> <path>, because …".
 *
 * @property usable Whether the identity may open it: as things are, and once the actions are done.
 */
export interface Decision<Action> {
  readonly path: ContainerPath
  readonly hostPath: HostPath | undefined
  readonly device: Observation
  readonly strategy: Strategy
  readonly refusal: RefusalCode | undefined
  readonly reason: string
  readonly remedy: string | undefined
  readonly usable: { readonly before: Usable; readonly after: Usable }
  readonly actions: readonly Action[]
}
