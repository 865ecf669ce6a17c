import { readFileSync } from 'node:fs'
import { Container, type Furniture } from './container.ts'

/** The device's name on the host and in each container. */
export const DEVICE = '/dev/video2'

/** One way in which a hook is called, and what is right at its end. */
export interface Flow {
  readonly name: string
  readonly stage: 'precreate' | 'createRuntime' | 'prestart'
  readonly furniture: Furniture
  readonly isMapped: boolean
  /** What precreate writes. */
  readonly output?: string
}

/** The parts of config.json that suites change. */
export interface OciConfig {
  readonly annotations: Readonly<Record<string, string>>
  readonly process: object
  readonly mounts: readonly object[]
  readonly linux: { readonly devices: readonly object[]; readonly namespaces: readonly object[] }
}

const plain: OciConfig = JSON.parse(readFileSync(new URL('../../support/config.json', import.meta.url), 'utf8'))

/** A container that does not start unless its user 1000 can open /dev/video2. */
export const CONFIG: OciConfig = {
  ...plain,
  annotations: { ...plain.annotations, 'oci-device-hook/require': 'all' },
}
const OWN_NODE = 'mknod -m 660 "$R/dev/video2" c 1 3; chgrp 44 "$R/dev/video2"'
const HOSTS_NODE = `: > "$R${DEVICE}"; mount --bind ${DEVICE} "$R${DEVICE}"`

/** A container whose device is a bind mount of the host's node, which no hook may change. */
const mapped = {
  ...CONFIG,
  linux: {
    ...CONFIG.linux,
    devices: undefined,
    namespaces: [...CONFIG.linux.namespaces, { type: 'user' }],
    uidMappings: [{ containerID: 0, hostID: 100_000, size: 65_536 }],
    gidMappings: [{ containerID: 0, hostID: 100_000, size: 65_536 }],
  },
  mounts: [...CONFIG.mounts, { type: 'bind', source: DEVICE, destination: DEVICE, options: ['rbind', 'rprivate'] }],
}
const MAPPED = ['--user', '--map-users=100000,0,65536', '--map-groups=100000,0,65536', '--setuid=0', '--setgid=0']

/** config.json in, config.json out. */
export const PRECREATE: Flow = {
  name: 'precreate',
  stage: 'precreate',
  furniture: { config: CONFIG, device: OWN_NODE },
  isMapped: false,
  output: JSON.stringify(CONFIG).replace('"uid":0,"gid":44', '"uid":1000,"gid":1000'),
}

/** The container's own node changes hands. */
export const OWNER: Flow = {
  name: 'owner',
  stage: 'createRuntime',
  furniture: { config: CONFIG, device: OWN_NODE },
  isMapped: false,
}

/** The host's node is covered by a private one, in a user namespace. */
export const PRIVATE: Flow = {
  name: 'private',
  stage: 'createRuntime',
  furniture: { config: mapped, unshare: MAPPED, device: HOSTS_NODE },
  isMapped: true,
}

export const FLOWS = [PRECREATE, OWNER, PRIVATE] as const

/** What a container's user meets, when all went well. */
export const OPENED = 'opened 1000:1000 660'

export async function startContainer({ furniture }: Flow, bundle: string): Promise<Container> {
  return Container.start(bundle, furniture)
}
