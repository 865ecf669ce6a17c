import { appendFileSync, chownSync, cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { execa } from 'execa'
import { CONTAINERS, DEVICE_GID, USERS, type User } from './ids.ts'

/** What podman is told: nothing that a bare machine lacks, and storage that ends with the stage. */
const STORAGE = `[storage]
driver = "vfs"
runroot = "/run/containers/storage"
graphroot = "/var/lib/containers/storage"
`
const ENGINE = `[containers]
netns = "none"
default_ulimits = ["nofile=1024:1024", "nproc=1024:1024"]
[engine]
cgroup_manager = "cgroupfs"
events_logger = "file"
`
/** The annotation `devices` adds a device only where the administrator allows it. */
const POLICY = `[create]
devices = ["/dev/oci-device-hook-matrix/**"]
`

/** Completes the stage: users, subordinate ids, policy, settings and the root file system of all containers. */
export async function furnish(stage: string): Promise<void> {
  const users = Object.values(USERS)
  write(
    '/etc/passwd',
    users.map(({ name, id }) => `${name}:x:${id}:${id}::${homeOf(stage, name)}:/bin/sh`),
  )
  write('/etc/group', [...users.map(({ name, id }) => `${name}:x:${id}:`), ...deviceGroup()])
  write('/etc/subuid', subordinate(users, false))
  write('/etc/subgid', subordinate(users, true))
  mkdirSync('/etc/oci-device-hook', { mode: 0o755 })
  writeFileSync('/etc/oci-device-hook/policy.toml', POLICY, { mode: 0o644 })
  configurePodman()
  for (const user of users) makeHome(stage, user)
  await makeRootfs(`${stage}/rootfs`)
}

/** Gives podman settings and storage that end with the stage. */
export function configurePodman(): void {
  mkdirSync('/etc/containers', { recursive: true })
  writeFileSync('/etc/containers/storage.conf', STORAGE)
  writeFileSync('/etc/containers/containers.conf', ENGINE)
}

export function homeOf(stage: string, name: string): string {
  return `${stage}/${name}`
}

function write(file: string, lines: readonly string[]): void {
  appendFileSync(file, lines.map((line) => `${line}\n`).join(''))
}

function deviceGroup(): string[] {
  const isNamed = readFileSync('/etc/group', 'utf8').includes(`:x:${DEVICE_GID}:`)
  return isNamed ? [] : [`oci-device-hook-matrix:x:${DEVICE_GID}:`]
}

/** Lines of subuid(5) or subgid(5). What the real host says of `containers` would not fit the numbers of the cells. */
function subordinate(users: readonly User[], groups: boolean): string[] {
  const ranges = users.map(({ name, subordinate: { outside, count } }) => `${name}:${outside}:${count}`)
  const mapped = users.filter(({ mapsDeviceGroup }) => groups && mapsDeviceGroup)
  return [
    ...ranges,
    ...mapped.map(({ name }) => `${name}:${DEVICE_GID}:1`),
    `containers:${CONTAINERS.first}:${CONTAINERS.count}`,
  ]
}

function makeHome(stage: string, { name, id }: User): void {
  mkdirSync('/run/user', { recursive: true, mode: 0o755 })
  for (const directory of [homeOf(stage, name), `/run/user/${id}`]) {
    mkdirSync(directory, { mode: 0o700 })
    chownSync(directory, id, id)
  }
}

async function makeRootfs(rootfs: string): Promise<void> {
  for (const name of ['bin', 'dev', 'etc', 'proc', 'sys', 'run', 'tmp'])
    mkdirSync(`${rootfs}/${name}`, { recursive: true })
  const { stdout } = await execa('sh', ['-c', 'command -v busybox'])
  cpSync(stdout, `${rootfs}/bin/busybox`)
  symlinkSync('busybox', `${rootfs}/bin/sh`)
}
