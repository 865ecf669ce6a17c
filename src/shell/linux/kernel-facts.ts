import fs from 'node:fs'
import type { DeviceNumber } from '../../core/model/device.ts'
import type { KernelFacts } from '../../core/model/device-class.ts'

/** What sysfs and /proc/devices say of a device number. What they do not say is left out. */
export function kernelFacts(number: DeviceNumber): KernelFacts {
  const directory = sysfsDirectory(number)
  return { subsystem: subsystemOf(directory), name: kernelName(directory), driver: driverOf(number) }
}

/** The name that the driver gave it, below /dev; undefined when sysfs does not know the number. */
export function kernelNodeName(number: DeviceNumber): string | undefined {
  return kernelName(sysfsDirectory(number))
}

function sysfsDirectory({ type, major, minor }: DeviceNumber): string {
  return `/sys/dev/${type === 'c' ? 'char' : 'block'}/${major}:${minor}`
}

function subsystemOf(directory: string): string | undefined {
  const target = attempt(() => fs.readlinkSync(`${directory}/subsystem`))
  return target?.slice(target.lastIndexOf('/') + 1)
}

function kernelName(directory: string): string | undefined {
  const uevent = attempt(() => fs.readFileSync(`${directory}/uevent`, 'utf8'))
  return uevent === undefined ? undefined : /^DEVNAME=(.+)$/m.exec(uevent)?.[1]
}

/** "Character devices:", a line for each major, an empty line, "Block devices:", and the same again. */
function driverOf({ type, major }: DeviceNumber): string | undefined {
  const [characters = '', blocks = ''] = (attempt(() => fs.readFileSync('/proc/devices', 'utf8')) ?? '').split('\n\n')
  return new RegExp(`^ *${major} (.+)$`, 'm').exec(type === 'c' ? characters : blocks)?.[1]
}

function attempt<Result>(read: () => Result): Result | undefined {
  try {
    return read()
  } catch {
    return undefined // No such number, or no sysfs: then it says nothing.
  }
}
