import { HookError } from '../../../src/core/errors.ts'
import { checkConfig } from '../../../src/core/parse/config.ts'
import { parseJson } from '../../../src/core/parse/json.ts'
import { parseRequest } from '../../../src/core/parse/request.ts'
import type { Harm, Replay } from './replay.ts'

/** Documents that two readers understand in two ways, or that reach beyond themselves. */
export const DOCUMENTS: readonly Replay[] = [
  {
    cve: 'CVE-2017-12635',
    was: 'CouchDB: of a key given twice one parser took the first, and another the last',
    naive: () => differ(first(TWICE), JSON.parse(TWICE).process.user.uid),
    hook: () => accepts(TWICE),
  },
  {
    cve: 'CVE-2021-41190',
    was: 'OCI distribution: one document was read as two kinds of document',
    naive: () => differ(JSON.parse(TWO_DOCUMENTS.split('\n')[0] ?? '').process.user.uid, last(TWO_DOCUMENTS)),
    hook: () => accepts(TWO_DOCUMENTS),
  },
  {
    cve: 'CVE-2021-21297',
    was: 'Node-RED: a key that names the prototype changed every object of the program',
    naive: () => polluted(() => merge({}, JSON.parse(PROTO))),
    hook: () => polluted(() => read(PROTO)),
  },
  {
    cve: 'CVE-2021-44906',
    was: 'minimist: a key that names the constructor did the same',
    naive: () => polluted(() => merge({}, JSON.parse(CONSTRUCTOR))),
    hook: () => polluted(() => read(CONSTRUCTOR)),
  },
]

const TWICE = '{"process":{"user":{"uid":1000}},"process":{"user":{"uid":0}}}'
const TWO_DOCUMENTS = '{"process":{"user":{"uid":1000}}}\n{"process":{"user":{"uid":0}}}'
const PROTO = '{"annotations":{"oci-device-hook/mode":"auto","__proto__":"x"},"__proto__":{"polluted":true}}'
const CONSTRUCTOR = '{"constructor":{"prototype":{"polluted":true}},"annotations":{"constructor":"x"}}'

function first(text: string): number {
  return Number(/"uid":(\d+)/.exec(text)?.[1])
}

function last(text: string): number {
  return Number(/.*"uid":(\d+)/s.exec(text)?.[1])
}

function differ(one: unknown, other: unknown): Harm {
  return one === other ? undefined : `one reader serves uid ${one}, and another starts uid ${other}`
}

function accepts(text: string): Harm {
  try {
    parseJson(text, 'config.json')
    return 'it was accepted'
  } catch (error) {
    if (error instanceof HookError && error.code === 'ERR_JSON') return undefined
    throw error
  }
}

function read(text: string): void {
  const config = checkConfig(parseJson(text, 'config.json'))
  parseRequest(config.annotations ?? {})
}

function polluted(work: () => void): Harm {
  try {
    work()
    return 'polluted' in {} ? 'every object has the key now' : undefined
  } finally {
    Reflect.deleteProperty(Object.prototype, 'polluted')
  }
}

/** As many programs merge what they are given into what they have. */
// biome-ignore lint/suspicious/noExplicitAny: the very carelessness that is shown
function merge(into: any, from: any): void {
  for (const key of Object.keys(from)) {
    if (typeof into[key] === 'object' || typeof into[key] === 'function') merge(into[key], from[key])
    else into[key] = from[key]
  }
}
