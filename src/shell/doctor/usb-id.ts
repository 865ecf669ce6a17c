import type { UsbId } from '../../core/doctor/udev-rule.ts'
import type { DeviceNumber } from '../../core/model/device.ts'
import type { Sources } from './sources.ts'

/**
 * Vendor and product of the USB device behind a number: it is the device itself, its interface's parent (ttyACM), or one
 * above that (ttyUSB, whose port lies between). undefined for what is not on USB.
 */
export function usbIdOf(sources: Sources, { type, major, minor }: DeviceNumber): UsbId | undefined {
  const node = `/sys/dev/${type === 'c' ? 'char' : 'block'}/${major}:${minor}`
  const parents = [node, ...['', '/..', '/../..', '/../../..'].map((above) => `${node}/device${above}`)]
  for (const parent of parents) {
    const [vendor, product] = ['idVendor', 'idProduct'].map((name) => sources.read(`${parent}/${name}`)?.trim())
    if (isHex(vendor) && isHex(product)) return { vendor, product }
  }
  return undefined
}

function isHex(text: string | undefined): text is string {
  return text !== undefined && /^[0-9a-f]{4}$/.test(text)
}
