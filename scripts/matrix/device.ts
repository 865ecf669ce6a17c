import { chmodSync, chownSync, lstatSync, mkdirSync } from 'node:fs'
import { execa } from 'execa'
import koffi from 'koffi'
import { aclBytes } from './acl.ts'
import type { Cell } from './axes.ts'
import { DEVICE_GID, hostUid } from './ids.ts'
import { uidOf } from './people.ts'

/** The node of one cell: where it is on the host, and where the container has it. */
export interface Device {
  readonly directory: string
  readonly node: string
  readonly inside: string
}

/** Below the /dev of the stage. Each cell has a directory of its own, by whose name it is found in the log. */
const HOME = '/dev/oci-device-hook-matrix'

/** Makes the node of a cell: the number of the null device, so that using it harms nothing. */
export async function makeDevice(cell: Cell, number: number): Promise<Device> {
  const directory = `${HOME}/${number}`
  const node = `${directory}/node`
  mkdirSync(directory, { recursive: true })
  await execa('mknod', [node, 'c', '1', '3'])
  chownSync(node, 0, DEVICE_GID)
  chmodSync(node, Number.parseInt(cell.mode, 8))
  if (cell.acl !== 'plain') giveAcl(node, cell)
  return { directory, node, inside: cell.arrival === 'node' ? `/dev/matrix-${number}` : node }
}

/** All that stat(2) knows of an inode, change time included: a chown to the same owner shows. */
export function fingerprint(path: string): string {
  const { dev, ino, mode, nlink, uid, gid, rdev, ctimeNs } = lstatSync(path, { bigint: true })
  return [dev, ino, mode, nlink, uid, gid, rdev, ctimeNs].join(' ')
}

/** Written as bytes, for setfacl(1) is not part of every system. */
function giveAcl(node: string, cell: Cell): void {
  const permissions = cell.acl === 'allows' ? 6 : 0
  const bytes = aclBytes(Number.parseInt(cell.mode, 8), { uid: hostUid(cell, uidOf(cell)), permissions })
  const setxattr = koffi
    .load(null)
    .func('int setxattr(const char *path, const char *name, const void *value, size_t size, int flags)')
  const result: number = setxattr(node, 'system.posix_acl_access', bytes, bytes.length, 0)
  if (result !== 0) throw new Error(`Cannot give ${node} an ACL: errno ${koffi.errno()}`)
}
