import { chownSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { execa } from 'execa'
import { DEVICE_GID } from '../matrix/ids.ts'
import { ENV } from './podman.ts'

/** The user of all containers here. */
export const USER = 1000
export const IMAGE = 'localhost/oci-device-hook-bench'
/** What every container runs: the shell, which busybox is, and nothing. */
export const COMMAND = ['sh', '-c', ':']

/** Below the /dev of the stage, where there are no nodes but those made here. */
const HOME = '/dev/oci-device-hook-matrix'

/** Makes nodes 0 to `count` - 1 with the number of the null device, open to root and a group. @returns their paths. */
export async function makeNodes(count: number): Promise<string[]> {
  mkdirSync(HOME, { recursive: true })
  const paths = Array.from({ length: count }, (_, number) => `${HOME}/${number}`)
  const input = paths.map((path) => `mknod -m 660 ${path} c 1 3\n`).join('')
  await execa('sh', ['-e'], { input })
  for (const path of paths) chownSync(path, 0, DEVICE_GID)
  return paths
}

/** The config.json that podman itself makes for a container of this image: some 15 kB, most of it the seccomp filter. */
export async function podmanConfig(rootfs: string): Promise<Config> {
  await podman('sh', '-c', `tar -C ${rootfs} -c . | podman import --quiet - ${IMAGE}`)
  await podman('podman', 'create', '--name', 'sample', '--user', `${USER}:${USER}`, IMAGE, ...COMMAND)
  await podman('podman', 'init', 'sample')
  const { stdout } = await podman('podman', 'inspect', '--format', '{{.OCIConfigPath}}', 'sample')
  const config: Config = JSON.parse(readFileSync(stdout, 'utf8'))
  await podman('podman', 'rm', '--force', '--time', '0', 'sample')
  return config
}

/** The members of config.json that are changed here. */
export interface Config {
  annotations: Record<string, string>
  hooks?: object
  root: object
  mounts: { type?: string }[]
  linux: { cgroupsPath?: string; devices?: object[]; resources: { devices: object[] } }
}

/** The config.json of a container with these devices, which asks for a mode; with none it asks for nothing. */
export function configWith(base: Config, paths: readonly string[], mode: string): Config {
  const { hooks, ...config } = structuredClone(base)
  config.root = { path: 'rootfs' }
  if (paths.length > 0) config.annotations = { ...config.annotations, 'oci-device-hook/mode': mode }
  const number = { type: 'c', major: 1, minor: 3 }
  config.linux.devices = paths.map((path) => ({ path, ...number, fileMode: 0o660, uid: 0, gid: DEVICE_GID }))
  config.linux.resources.devices.push({ allow: true, access: 'rwm', ...number })
  return config
}

/** The same for a runtime that is called directly: without what podman makes for each container and removes with it. */
export function bundleConfig(base: Config, paths: readonly string[], rootfs: string, hooks: object): Config {
  const config = configWith(base, paths, 'owner')
  const { cgroupsPath, ...linux } = config.linux
  const mounts = config.mounts.filter(({ type }) => type !== 'bind')
  return { ...config, mounts, linux, hooks, root: { path: rootfs } }
}

/** Writes a config.json. @returns its path. */
export function writeConfig(file: string, config: object): string {
  writeFileSync(file, JSON.stringify(config), { mode: 0o644 })
  return file
}

function podman(program: string, ...args: string[]) {
  return execa(program, args, { env: ENV, extendEnv: false, input: '' })
}
