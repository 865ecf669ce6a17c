import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const CAP_SYS_RESOURCE = 24n

/**
 * Points podman at storage of its own below `directory`, so that the user's containers and images are not touched.
 *
 * static_dir and volume_path stay unset: podman 4.3's cleanup process is not given CONTAINERS_STORAGE_CONF, would find
 * other paths than the database's, and every container's end would be waited for in vain for 20 s.
 */
export function usePodmanStorage(directory: string): void {
  process.env.CONTAINERS_STORAGE_CONF = join(directory, 'storage.conf')
  process.env.CONTAINERS_CONF = join(directory, 'containers.conf')
  writeFileSync(process.env.CONTAINERS_STORAGE_CONF, storageConf(directory))
  writeFileSync(process.env.CONTAINERS_CONF, containersConf(directory))
}

function storageConf(directory: string): string {
  return `[storage]\ndriver = "vfs"\ngraphroot = "${directory}/graph"\nrunroot = "${directory}/run"\n`
}

function containersConf(directory: string): string {
  return [
    '[containers]',
    'netns = "none"',
    ...(mayRaiseLimits() ? [] : ['default_ulimits = ["nofile=1024:1024", "nproc=1024:1024"]']),
    '[engine]',
    'cgroup_manager = "cgroupfs"',
    'events_logger = "file"',
    `tmp_dir = "${directory}/tmp"`,
    '[network]',
    `network_config_dir = "${directory}/networks"`,
    '',
  ].join('\n')
}

/** Without CAP_SYS_RESOURCE the limits that podman asks for by default may not be set. */
function mayRaiseLimits(): boolean {
  const effective = /^CapEff:\t(.*)$/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1] ?? '0'
  return ((BigInt(`0x${effective}`) >> CAP_SYS_RESOURCE) & 1n) === 1n
}
