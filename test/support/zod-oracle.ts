import * as z from 'zod'
import { MAX_ID } from '../../src/core/model/ids.ts'
import { deviceFault, lexicalFault } from '../../src/core/model/paths.ts'

/*
 * config.json and the container state once more, as zod schemas: what the shapes of core/parse are compared with. A
 * message is the phrase that follows "expected".
 */
const text = z.string({ error: 'a string' })
const flag = z.boolean({ error: 'true or false' })
const maybe = <T extends z.ZodType>(schema: T) => schema.nullable().optional()
const list = <T extends z.ZodType>(schema: T) => z.array(schema, { error: 'an array' })
const object = <T extends z.core.$ZodShape>(shape: T) => z.object(shape, { error: 'an object' })
const strings = z.record(text, text, { error: 'an object of strings' })
const integer = (least: number, most: number) => {
  const error = `an integer from ${least} to ${most}`
  return z.int({ error }).gte(least, { error }).lte(most, { error })
}
const id = integer(0, MAX_ID)
const path = (fits: (path: string) => boolean, error: string) => text.refine(fits, { error })
const cleanPath = path((each) => !each.includes('\0'), 'a path without NUL')
const idMappings = maybe(list(object({ containerID: id, hostID: id, size: integer(0, 2 ** 32 - 1) })))

const device = object({
  type: text,
  path: path((each) => deviceFault(each) === undefined, 'an absolute path below /dev without "." or ".."'),
  major: integer(0, 4095).optional(),
  minor: integer(0, 1048575).optional(),
  fileMode: maybe(integer(0, 0o177777)),
  uid: maybe(id),
  gid: maybe(id),
})

const rule = object({
  allow: flag,
  type: maybe(text),
  major: maybe(integer(-1, 4095)),
  minor: maybe(integer(-1, 1048575)),
  access: maybe(text),
})

const capabilities = object({ bounding: maybe(list(text)), ambient: maybe(list(text)), permitted: maybe(list(text)) })

export const zodConfig = object({
  root: maybe(object({ path: cleanPath })),
  process: maybe(
    object({
      user: maybe(object({ uid: maybe(id), gid: maybe(id), additionalGids: maybe(list(id)) })),
      capabilities: maybe(capabilities),
      noNewPrivileges: maybe(flag),
    }),
  ),
  annotations: maybe(strings),
  mounts: maybe(
    list(object({ destination: cleanPath, source: maybe(cleanPath), type: maybe(text), options: maybe(list(text)) })),
  ),
  hooks: maybe(object({ createRuntime: maybe(list(object({ path: text, args: maybe(list(text)) }))) })),
  linux: maybe(
    object({
      devices: maybe(list(device)),
      resources: maybe(object({ devices: maybe(list(rule)) })),
      namespaces: maybe(list(object({ type: text, path: maybe(cleanPath) }))),
      uidMappings: idMappings,
      gidMappings: idMappings,
      mountLabel: maybe(text),
    }),
  ),
})

export const zodState = object({
  id: text.regex(/^[\w+.-]+$/, { error: 'an id of letters, digits and "_+.-"' }),
  pid: integer(2, 2 ** 22),
  bundle: path((each) => lexicalFault(each) === undefined, 'an absolute path'),
  root: maybe(path((each) => !each.includes('\0'), 'a path without NUL')),
  annotations: maybe(strings),
})

/** Where zod finds the first fault, and what it expected there; undefined where there is none. */
export function zodFault(schema: z.ZodType, value: unknown): string | undefined {
  const [issue] = schema.safeParse(value).error?.issues ?? []
  return issue === undefined ? undefined : `${issue.path.join('.')}: ${issue.message}`
}
