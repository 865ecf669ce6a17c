import type { Stats } from 'node:fs'

/** Majors of terminals: 4 and 5 for consoles and serial lines, at which somebody may have typed the command, 136 to 143 for pseudo-terminals (Documentation/admin-guide/devices.txt). */
const TERMINALS: readonly number[] = [4, 5, 136, 137, 138, 139, 140, 141, 142, 143]

/**
 * Whether somebody listens at the other end of a descriptor: a terminal, a pipe or a socket. Never a file, a disk, or a
 * device that takes what is written for an order.
 *
 * crun opens any path that a container's annotation run.oci.hooks.stderr names, as root, creating it, and appends to it
 * what a hook says. No sentence is harmless in all that this can be: ld.so.preload takes every word for a library, passwd
 * takes every line for an account, profile.d and cron.daily run it. A comment would pass there, and yet break a JSON
 * document, become the name of a program in /proc/sys/kernel/modprobe, a command in /proc/sysrq-trigger (o is power off),
 * or the first bytes of a disk. So nothing at all is said there.
 */
export function isListening(status: Pick<Stats, 'rdev' | 'isFIFO' | 'isSocket' | 'isCharacterDevice'>): boolean {
  if (status.isFIFO() || status.isSocket()) return true
  return status.isCharacterDevice() && TERMINALS.includes(Math.floor(status.rdev / 0x100) & 0xfff)
}
