import { allMembers, flag, list, maybe, object, optional, type Rule, text, whole } from './rules.ts'

/** runc and containerd take no id above it. */
const id = whole(0, 2 ** 31 - 1)

const noNul = text((path) => !path.includes('\0'))
const isClean = (path: string) =>
  path.startsWith('/') &&
  path.length < 4096 &&
  !path.includes('\0') &&
  (path === '/' ||
    path
      .slice(1)
      .split('/')
      .every((part) => !['', '.', '..'].includes(part)))
/** Below /dev, without a component that leads elsewhere. */
export const isDevicePath = (path: string) => isClean(path) && path.startsWith('/dev/')

const device = object({
  type: text(),
  path: text(isDevicePath),
  major: optional(whole(0, 4095)),
  minor: optional(whole(0, 1048575)),
  fileMode: maybe(whole(0, 0o177777)),
  uid: maybe(id),
  gid: maybe(id),
})

const rule = object({
  allow: flag,
  type: maybe(text()),
  major: maybe(whole(-1, 4095)),
  minor: maybe(whole(-1, 1048575)),
  access: maybe(text()),
})

const mount = object({
  destination: noNul,
  source: maybe(noNul),
  type: maybe(text()),
  options: maybe(list(text())),
})

const mappings = maybe(list(object({ containerID: id, hostID: id, size: whole(0, 2 ** 32 - 1) })))

/** Which config.json is one, as far as the hook reads it: written down a second time, from the runtime specification. */
export const isConfig: Rule = object({
  root: maybe(object({ path: noNul })),
  process: maybe(
    object({
      user: maybe(object({ uid: maybe(id), gid: maybe(id), additionalGids: maybe(list(id)) })),
      capabilities: maybe(
        object({ bounding: maybe(list(text())), ambient: maybe(list(text())), permitted: maybe(list(text())) }),
      ),
      noNewPrivileges: maybe(flag),
    }),
  ),
  annotations: maybe(allMembers(text())),
  mounts: maybe(list(mount)),
  hooks: maybe(object({ createRuntime: maybe(list(object({ path: text(), args: maybe(list(text())) }))) })),
  linux: maybe(
    object({
      devices: maybe(list(device)),
      resources: maybe(object({ devices: maybe(list(rule)) })),
      namespaces: maybe(list(object({ type: text(), path: maybe(noNul) }))),
      uidMappings: mappings,
      gidMappings: mappings,
      mountLabel: maybe(text()),
    }),
  ),
})

/** Which state is one. */
export const isState: Rule = object({
  id: text((name) => /^[A-Za-z0-9_+.-]+$/.test(name)),
  pid: whole(2, 2 ** 22),
  bundle: text(isClean),
  root: maybe(noNul),
  annotations: maybe(allMembers(text())),
})
