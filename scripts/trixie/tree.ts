import { createHash } from 'node:crypto'
import { existsSync, renameSync } from 'node:fs'
import { join } from 'node:path'
import { execa } from 'execa'
import { cacheDirectory } from '../build/cache.ts'

/** What the tree holds beside Debian's essential packages: the engines, and what the suites call. */
const PACKAGES = [
  'podman',
  'crun',
  'runc',
  'containerd',
  'uidmap',
  'acl',
  'jq',
  'strace',
  'busybox-static',
  'systemd',
  'udev',
  'man-db',
  'rpm',
  'libatomic1',
  'buildah',
  'catatonit',
  'kubectl',
  'libstdc++6',
]
const MIRROR = 'http://deb.debian.org/debian'

/**
 * The root file system of a Debian 13 as a tar file: podman 5.4, crun 1.21, runc 1.1.15 and containerd 1.7, which read CDI.
 *
 * Made once (half a minute, 170 MB from the mirror) and kept in the user's cache.
 *
 * @throws When mmdebstrap is missing or the mirror is out of reach, with its last lines.
 */
export async function debianTree(say: (line: string) => void): Promise<string> {
  const key = createHash('sha256').update(PACKAGES.join()).digest('hex').slice(0, 12)
  const tar = join(cacheDirectory(), `trixie-${key}.tar`)
  if (existsSync(tar)) return tar
  say(`Making a Debian 13 tree in ${tar}`)
  const temporary = `${tar}.${process.pid}.tar`
  await execa('mmdebstrap', ['--variant=apt', `--include=${PACKAGES.join()}`, 'trixie', temporary, MIRROR], {
    stdin: 'ignore',
    all: true,
    timeout: 600_000,
  })
  renameSync(temporary, tar)
  return tar
}
