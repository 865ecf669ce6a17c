import { execa } from 'execa'

/** The argument with which this program is called again. */
const INSIDE = '--inside'

/**
 * What makes a mount namespace of its own a place that leaves no trace: /run, with the engines' state and the hook's
 * log, and /var/lib, with their caches, are empty and vanish with it. Without the cgroup v2 mount a hybrid layout is
 * cgroup v1: crun refuses the mix ("cgroups in hybrid mode not supported").
 */
const PREPARE = [
  'mount -t tmpfs -o mode=755 tmpfs /run',
  'mount -t tmpfs -o mode=755 tmpfs /var/lib',
  'if mountpoint -q /sys/fs/cgroup/unified; then umount /sys/fs/cgroup/unified; fi',
  'exec "$@"',
]

/** Whether this process is the one that was called again. */
export function isInside(): boolean {
  return process.argv.includes(INSIDE)
}

/** Whether this process may have a mount namespace of its own: root may, except in most containers. */
export async function mayEnter(): Promise<boolean> {
  if (process.getuid?.() !== 0) return false
  const { failed } = await execa('unshare', ['--mount', 'true'], { reject: false })
  return !failed
}

/** Runs this program again inside. @returns its exit code. */
export async function enter(): Promise<number> {
  const again = [process.execPath, ...process.argv.slice(1), INSIDE]
  const args = ['--mount', '--propagation', 'private', 'sh', '-ec', PREPARE.join('\n'), '-', ...again]
  const { exitCode } = await execa('unshare', args, { reject: false, stdio: 'inherit' })
  return exitCode ?? 1
}
