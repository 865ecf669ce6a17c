import type { HostGid, HostUid } from './ids.ts'
import type { HostPath } from './paths.ts'

/** What makes a device the device it is: names and owners may change, this may not. */
export interface DeviceNumber {
  readonly type: 'c' | 'b'
  readonly major: number
  readonly minor: number
}

/** Kernel limits of MAJOR and MINOR (linux/kdev_t.h): 12 and 20 bits. */
export const MAX_MAJOR = 4095
export const MAX_MINOR = 1_048_575

/** Access a container is meant to have, from its device rules: `rwm` means both. */
export interface Access {
  readonly read: boolean
  readonly write: boolean
}

/** A device node on the host, as lstat(2) shows it to the hook. */
export interface HostNode {
  readonly path: HostPath
  readonly number: DeviceNumber
  readonly uid: HostUid
  readonly gid: HostGid
  /** Permission bits, 0 to 07777. */
  readonly mode: number
  /** Links to the inode: 0 once the device is gone but the node is still held. */
  readonly links: number
}

export const READ_WRITE: Access = { read: true, write: true }

export function sameNumber(a: DeviceNumber, b: DeviceNumber): boolean {
  return a.type === b.type && a.major === b.major && a.minor === b.minor
}

/** `c 226:128`, as `ls -l` and cgroup rules would write it. */
export function showNumber({ type, major, minor }: DeviceNumber): string {
  return `${type} ${major}:${minor}`
}

/** `0660`, as chmod(1) takes it. */
export function showMode(mode: number): string {
  return `0${mode.toString(8).padStart(3, '0')}`
}
