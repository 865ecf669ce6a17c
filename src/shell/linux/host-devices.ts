import fs from 'node:fs'
import { type Acl, parseAcl } from '../../core/host/acl.ts'
import type { HostDevice } from '../../core/host/host-device.ts'
import type { DeviceNumber, HostNode } from '../../core/model/device.ts'
import type { HostPath } from '../../core/model/paths.ts'
import { deviceClass } from '../../core/resolve/device-class.ts'
import { O_PATH } from '../../native/constants.ts'
import { open } from '../../native/open.ts'
import { fgetxattr } from '../../native/xattr.ts'
import { kernelFacts } from './kernel-facts.ts'
import { nodesBelow } from './nodes.ts'
import { stableNames } from './stable-names.ts'

/** Every device of the host's /dev, in the order of their paths. */
export function hostDevices(): HostDevice[] {
  const names = stableNames()
  return nodesBelow('/dev' as HostPath).map((node) => describe(node, names.get(node.path) ?? []))
}

function describe({ path, number, uid, gid, mode, links }: HostNode, names: readonly string[]): HostDevice {
  const { acl, label } = attributesOf(path)
  const facts = kernelFacts(number)
  const kind = deviceClass(number, facts)
  const driver = driverOf(number)
  return { path, number, class: kind, uid, gid, mode, links, acl, label, names, driver }
}

/** O_PATH: a device is not opened to be looked at, for that can have effects. */
function attributesOf(path: string): { acl: Acl | undefined; label: string | undefined } {
  try {
    using node = open(path, O_PATH)
    const acl = fgetxattr(node.fd, 'system.posix_acl_access')
    const label = fgetxattr(node.fd, 'security.selinux')
    return {
      acl: acl === undefined ? undefined : parseAcl(acl),
      label: label?.toString('latin1').replace(/\0$/, ''),
    }
  } catch {
    return { acl: undefined, label: undefined } // It went away since it was listed.
  }
}

function driverOf({ type, major, minor }: DeviceNumber): string | undefined {
  try {
    const device = `/sys/dev/${type === 'c' ? 'char' : 'block'}/${major}:${minor}/device`
    const target = fs.readlinkSync(`${device}/driver`)
    return target.slice(target.lastIndexOf('/') + 1)
  } catch {
    return undefined // A device of the kernel itself, such as tun, has no driver that sysfs could name.
  }
}
