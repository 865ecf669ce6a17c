import type { SpecDirectory } from '../../core/cdi/check/file.ts'
import type { InventoryNode } from '../../core/cdi/inventory.ts'
import type { Reader } from '../../core/cdi/readers.ts'
import type { DeviceNumber, HostNode } from '../../core/model/device.ts'
import type { DeviceClass } from '../../core/model/device-class.ts'
import type { HostPath } from '../../core/model/paths.ts'
import type { GroupLookup } from '../../core/policy/judge.ts'
import type { Policy } from '../../core/policy/policy.ts'

/** What making and checking CDI specs may ask of the machine. */
export interface CdiHost {
  /** Every device node below /dev with its stable names, in the order of their paths. */
  inventory(): readonly InventoryNode[]
  nodeAt(path: HostPath): HostNode | undefined
  /** `path` with all links followed; undefined when nothing is there. */
  realPath(path: HostPath): HostPath | undefined
  classOf(number: DeviceNumber): DeviceClass
  /** The policy in force. @throws {HookError} `ERR_POLICY` */
  policy(): Policy
  readonly groupNamed: GroupLookup
  isProgram(path: string): boolean
  /** Whether anything is there; also when it cannot be told. */
  isThere(path: string): boolean
  /** The engines of this host that take CDI devices. */
  readers(): Promise<readonly Reader[]>
  /** A directory with the files that engines would read in it, sorted by name; without any where there is none. */
  specDirectory(path: string): SpecDirectory
  isDirectory(path: string): boolean
  /** Writes a file in one step, readable by all: whoever reads meanwhile has the old one or the new one, whole. */
  write(path: string, text: string): void
  /** Whether there was one. */
  remove(path: string): boolean
}
