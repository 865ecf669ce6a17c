import { isDevicePath } from './documents.ts'
import { membersOf, type Read, textOf } from './json.ts'

const PREFIX = 'oci-device-hook/'

/** The annotations of a document by key; empty where there are none. */
export function annotationsOf({ body }: Read): ReadonlyMap<string, string | undefined> {
  const members = membersOf(membersOf(body)?.get('annotations'))
  return new Map([...(members ?? [])].map(([key, value]) => [key, textOf(value)]))
}

/** Whether any of them is ours: then the container asked. */
export function hasAsked(annotations: ReadonlyMap<string, unknown>): boolean {
  return [...annotations.keys()].some((key) => key.startsWith(PREFIX))
}

/** Whether ours are known, and each within its grammar. */
export function isRequest(annotations: ReadonlyMap<string, string | undefined>): boolean {
  const ours = [...annotations].filter(([key]) => key.startsWith(PREFIX))
  return ours.every(
    ([key, value]) => value !== undefined && value.length <= 4096 && GRAMMAR[key.slice(PREFIX.length)]?.(value),
  )
}

const isPaths = (value: string) => {
  const paths = value.split(',')
  return paths.length <= 64 && paths.every((path) => /^[A-Za-z0-9._:+@/-]+$/.test(path) && isDevicePath(path))
}
const isId = (token: string) => /^(0|[1-9]\d{0,9})$/.test(token) && BigInt(token) < 2n ** 31n

const GRAMMAR: Readonly<Record<string, ((value: string) => boolean) | undefined>> = Object.assign(Object.create(null), {
  mode: (value: string) => /^(auto|owner|groups|keep-groups|private|off)$/.test(value),
  devices: isPaths,
  require: (value: string) => value === 'all' || isPaths(value),
  optional: isPaths,
  user: (value: string) => value.split(':').length <= 2 && value.split(':').every(isId),
})
