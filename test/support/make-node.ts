import fs from 'node:fs'
import path from 'node:path'
import type { DeviceNumber } from '../../src/core/model/device.ts'
import { O_DIRECTORY, O_PATH } from '../../src/native/constants.ts'
import { mknodat } from '../../src/native/node.ts'
import { open } from '../../src/native/open.ts'

/** A device node with its parents: owner and mode are what is said, whatever the umask. */
export function makeNode(at: string, number: DeviceNumber, [uid, gid, mode]: readonly [number, number, number]): void {
  fs.mkdirSync(path.dirname(at), { recursive: true })
  using directory = open(path.dirname(at), O_PATH | O_DIRECTORY)
  const type = number.type === 'b' ? 'block' : 'char'
  mknodat(directory.fd, path.basename(at), { type, major: number.major, minor: number.minor, mode: 0 })
  fs.chownSync(at, uid, gid)
  fs.chmodSync(at, mode)
}
