import { isDefaultDevice } from '../resolve/entries.ts'
import { annotationsOf, asObject } from './container-name.ts'
import { hasRequest } from './request.ts'

/**
 * Whether a parsed config.json can concern this hook at all: it asks, or it has a device beside the default ones.
 *
 * Most containers of a host-wide installation have nothing to do with devices; for them neither the schemas nor the
 * native add-on are worth their time. When in doubt, the answer is yes.
 */
export function concernsUs(document: unknown): boolean {
  return hasRequest(annotationsOf(document)) || hasDevices(document)
}

function hasDevices(document: unknown): boolean {
  const { devices } = asObject(asObject(document).linux)
  if (devices === undefined || devices === null) return false
  return !Array.isArray(devices) || devices.some(isOfInterest)
}

function isOfInterest(device: unknown): boolean {
  const { path } = asObject(device)
  return typeof path !== 'string' || !isDefaultDevice(path)
}
