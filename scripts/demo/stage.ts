import { mkdtempSync, rmSync } from 'node:fs'
import { must } from './show.ts'

/** The user of every container here, and what it does with the device: the shell says why when it cannot. */
export const USER = 1000
export const USE_DEVICE = `sh -c 'echo x > /dev/video2 && echo opened'`

/** How a demonstration went: the device stayed closed without the hook, and opened with it. */
export interface Ending {
  readonly without: boolean
  readonly withHook: boolean
}

/** Gives `play` a directory of its own and removes it afterwards, whatever happens. */
export async function onStage(play: (directory: string) => Promise<Ending>): Promise<Ending> {
  // Not /tmp: that may be a tmpfs, and a container's layers are copied here.
  const directory = mkdtempSync('/var/tmp/oci-device-hook-demo-')
  try {
    return await play(directory)
  } finally {
    rmSync(directory, { recursive: true, force: true })
  }
}

/**
 * Makes the device `video2` in `directory`: the null device's number, so that using it harms nothing, with the owner
 * and mode of a camera. No node of the host's /dev is involved.
 */
export async function makeDevice(directory: string): Promise<void> {
  await must(directory, `mknod -m 660 video2 c 1 3 && chown 0:${await videoGroup()} video2`)
}

/** The group's number here: 44 on Debian, 39 on Fedora; a minimal system has no such group. */
export async function videoGroup(): Promise<number> {
  const line = await must('/', 'getent group video || echo video:x:44:')
  return Number(line.split(':')[2])
}

/** Makes a root file system of one static busybox. @throws {Error} when busybox needs libraries. */
export async function makeRootfs(directory: string): Promise<void> {
  await must(directory, 'mkdir -p rootfs/bin rootfs/dev rootfs/proc rootfs/sys rootfs/etc rootfs/run rootfs/tmp')
  await must(
    directory,
    'cp "$(command -v busybox)" rootfs/bin/ && for a in sh echo ls id; do ln -s busybox rootfs/bin/$a; done',
  )
  await must(
    directory,
    'chroot rootfs /bin/sh -c : || { echo "busybox is not static: install busybox-static"; false; }',
  )
}
