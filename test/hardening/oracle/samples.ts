import { type Flow, OWNER, PRIVATE } from '../machine/flows.ts'

/** What config.json may say, and what may stand at the device's place. Each pair is a flow at each stage. */
interface Config {
  readonly annotations?: Record<string, string>
  readonly process?: object
  readonly linux?: { readonly devices?: readonly object[] }
}

const base: Config = OWNER.furniture.config
const asks = (annotations: Record<string, string>): Config => ({
  ...base,
  annotations: Object.fromEntries(Object.entries(annotations).map(([key, value]) => [`oci-device-hook/${key}`, value])),
})
const forUser = (user: object): Config => ({ ...base, process: { ...base.process, user } })
const [device] = base.linux?.devices ?? []

const CONFIGS: Readonly<Record<string, Config>> = {
  auto: asks({ mode: 'auto' }),
  owner: asks({ mode: 'owner', require: 'all' }),
  groups: asks({ mode: 'groups' }),
  private: asks({ mode: 'private', require: 'all' }),
  off: asks({ mode: 'off' }),
  'did not ask': { ...base, annotations: {} },
  'asks for another device': asks({ devices: '/dev/null', require: '/dev/video2' }),
  'asks for nonsense': asks({ mode: 'banana' }),
  'asks for the host': asks({ devices: '/dev/../etc/shadow' }),
  'user root': forUser({ uid: 0, gid: 0 }),
  'group root': forUser({ uid: 1000, gid: 0, additionalGids: [7, 44] }),
  'user not mapped': forUser({ uid: 2_000_000_000, gid: 2_000_000_000 }),
  'two devices': { ...base, linux: { ...base.linux, devices: [device, { ...device, path: '/dev/video3' }] } as object },
  'no device': { ...base, linux: { ...base.linux, devices: [] } },
}

const PLACES: Readonly<Record<string, string>> = {
  'own node': 'mknod -m 660 "$R/dev/video2" c 1 3',
  'node of the host': ': > "$R/dev/video2"; mount --bind /dev/video2 "$R/dev/video2"',
  'another number': 'mknod -m 660 "$R/dev/video2" c 1 5',
  link: 'ln -s /dev/video2 "$R/dev/video2"',
  file: ': > "$R/dev/video2"',
  directory: 'mkdir "$R/dev/video2"',
  nothing: 'true',
}

const STAGES = ['precreate', 'createRuntime', 'prestart'] as const

/** All flows of the oracle. precreate does not see the container, and in a user namespace nobody can make nodes. */
export const SAMPLES: readonly Flow[] = Object.entries(CONFIGS).flatMap(([asked, config]) =>
  Object.entries(PLACES).flatMap(([place, command]) =>
    STAGES.flatMap((stage) =>
      [false, true].flatMap((isMapped) => {
        if ((stage === 'precreate' && (place !== 'own node' || isMapped)) || (isMapped && / c 1 /.test(command)))
          return []
        const name = `${stage}, ${asked}, ${place}${isMapped ? ', user namespace' : ''}`
        const unshare = isMapped ? PRIVATE.furniture.unshare : undefined
        const furniture = { config, device: command, ...(unshare === undefined ? {} : { unshare }) }
        return [{ name, stage, furniture, isMapped }]
      }),
    ),
  ),
)
