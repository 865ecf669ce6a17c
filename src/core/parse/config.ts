import * as z from 'zod/mini'
import { deviceFault } from '../model/paths.ts'
import { check, id, integer, list, maybe, object, once, strings, text } from './schema.ts'

/**
 * The fields of config.json that decide about devices. Everything else is neither read nor judged.
 *
 * @see https://github.com/opencontainers/runtime-spec/blob/v1.3.0/config.md
 * @see https://github.com/opencontainers/runtime-spec/blob/v1.3.0/config-linux.md
 */
export type Config = z.output<ReturnType<typeof schema>>
export type ConfigDevice = NonNullable<NonNullable<Config['linux']>['devices']>[number]

/**
 * Checks a parsed config.json.
 *
 * @throws {HookError} `ERR_CONFIG`, naming the field, what was found and what was expected.
 */
export function checkConfig(value: unknown): Config {
  return check(schema(), value, 'config.json', 'ERR_CONFIG')
}

/** The same for the root file system alone, where nothing else of the document matters: absolute, or below the bundle. */
export function rootPathOf(value: unknown): string {
  return check(rooted(), value, 'config.json', 'ERR_CONFIG').root?.path ?? 'rootfs'
}

const cleanPath = once(() => text().check(z.refine((path) => !path.includes('\0'), { error: 'a path without NUL' })))

const devicePath = () =>
  text().check(
    z.refine((path) => deviceFault(path) === undefined, { error: 'an absolute path below /dev without "." or ".."' }),
  )

/** Kernel limits of MAJOR and MINOR (linux/kdev_t.h): 12 and 20 bits. -1 stands for "all" in cgroup rules only. */
const major = (least: number) => integer(least, 4095)
const minor = (least: number) => integer(least, 1048575)

const maybeText = once(() => maybe(text()))
const maybeTexts = once(() => maybe(list(text())))
const maybeId = once(() => maybe(id()))

const device = () =>
  object({
    type: text(),
    path: devicePath(),
    major: z.optional(major(0)),
    minor: z.optional(minor(0)),
    fileMode: maybe(integer(0, 0o177777)),
    uid: maybeId(),
    gid: maybeId(),
  })

const rule = () =>
  object({
    allow: z.boolean({ error: 'true or false' }),
    type: maybeText(),
    major: maybe(major(-1)),
    minor: maybe(minor(-1)),
    access: maybeText(),
  })

const mount = () =>
  object({ destination: cleanPath(), source: maybe(cleanPath()), type: maybeText(), options: maybeTexts() })

const user = () => object({ uid: maybeId(), gid: maybeId(), additionalGids: maybe(list(id())) })

const capabilities = () => object({ bounding: maybeTexts(), ambient: maybeTexts(), permitted: maybeTexts() })

const idMappings = once(() => maybe(list(object({ containerID: id(), hostID: id(), size: integer(0, 2 ** 32 - 1) }))))

const root = once(() => maybe(object({ path: cleanPath() })))

const rooted = once(() => object({ root: root() }))

const schema = once(() =>
  object({
    root: root(),
    process: maybe(
      object({
        user: maybe(user()),
        capabilities: maybe(capabilities()),
        noNewPrivileges: maybe(z.boolean({ error: 'true or false' })),
      }),
    ),
    annotations: maybe(strings()),
    mounts: maybe(list(mount())),
    hooks: maybe(object({ createRuntime: maybe(list(object({ path: text() }))) })),
    linux: maybe(
      object({
        devices: maybe(list(device())),
        resources: maybe(object({ devices: maybe(list(rule())) })),
        namespaces: maybe(list(object({ type: text(), path: maybe(cleanPath()) }))),
        uidMappings: idMappings(),
        gidMappings: idMappings(),
        mountLabel: maybeText(),
      }),
    ),
  }),
)
