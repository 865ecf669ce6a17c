import fs from 'node:fs'
import type { Status } from '../../native/status.ts'

/**
 * The file systems that the host has mounted, by device number: an inode on one of them is the host's too.
 *
 * A runtime's own tmpfs for /dev, or the one crun makes nodes on for user namespaces, is in no mount table but the
 * container's.
 */
export function hostFilesystems(): ReadonlySet<string> {
  const lines = fs.readFileSync('/proc/self/mountinfo', 'latin1').split('\n')
  return new Set(lines.flatMap((line) => line.split(' ', 3)[2] ?? []))
}

/** The device number of the file system that holds an inode, as mountinfo writes it. */
export function filesystemOf({ device }: Status): string {
  return `${device.major}:${device.minor}`
}
