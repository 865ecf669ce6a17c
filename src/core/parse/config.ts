import { MAX_MAJOR, MAX_MINOR } from '../model/device.ts'
import { deviceFault } from '../model/paths.ts'
import {
  check,
  flag,
  id,
  integer,
  list,
  maybe,
  object,
  optional,
  type Shaped,
  strings,
  text,
  textThat,
} from './shape.ts'

/**
 * The fields of config.json that decide about devices. Everything else is neither read nor judged.
 *
 * @see https://github.com/opencontainers/runtime-spec/blob/v1.3.0/config.md
 * @see https://github.com/opencontainers/runtime-spec/blob/v1.3.0/config-linux.md
 */
export type Config = Shaped<typeof config>
export type ConfigDevice = Shaped<typeof device>

/**
 * Checks a parsed config.json.
 *
 * @throws {HookError} `ERR_CONFIG`, naming the field, what was found and what was expected.
 */
export function checkConfig(value: unknown): Config {
  return check(config, value, 'config.json', 'ERR_CONFIG')
}

/** The same for the root file system alone, where nothing else of the document matters: absolute, or below the bundle. */
export function rootPathOf(value: unknown): string {
  return check(rooted, value, 'config.json', 'ERR_CONFIG').root?.path ?? 'rootfs'
}

const cleanPath = textThat((path) => !path.includes('\0'), 'a path without NUL')

const devicePath = textThat(
  (path) => deviceFault(path) === undefined,
  'an absolute path below /dev without "." or ".."',
)

const device = object({
  type: text,
  path: devicePath,
  major: optional(integer(0, MAX_MAJOR)),
  minor: optional(integer(0, MAX_MINOR)),
  fileMode: maybe(integer(0, 0o177777)),
  uid: maybe(id),
  gid: maybe(id),
})

/** -1 stands for "all". */
const rule = object({
  allow: flag,
  type: maybe(text),
  major: maybe(integer(-1, MAX_MAJOR)),
  minor: maybe(integer(-1, MAX_MINOR)),
  access: maybe(text),
})

const mount = object({
  destination: cleanPath,
  source: maybe(cleanPath),
  type: maybe(text),
  options: maybe(list(text)),
})

const user = object({ uid: maybe(id), gid: maybe(id), additionalGids: maybe(list(id)) })

const capabilities = object({
  bounding: maybe(list(text)),
  ambient: maybe(list(text)),
  permitted: maybe(list(text)),
})

const idMappings = maybe(list(object({ containerID: id, hostID: id, size: integer(0, 2 ** 32 - 1) })))

const root = maybe(object({ path: cleanPath }))

const rooted = object({ root })

const config = object({
  root,
  process: maybe(object({ user: maybe(user), capabilities: maybe(capabilities), noNewPrivileges: maybe(flag) })),
  annotations: maybe(strings),
  mounts: maybe(list(mount)),
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
