import { readProcFile } from './procfs.ts'

/**
 * The mounts of a process that belong to a shared peer group, by mount id: what is mounted below one of them would show
 * up in other namespaces, the host's perhaps among them (CVE-2021-30465 had such a part).
 *
 * @param procfd /proc/<pid>, held.
 * @see https://man7.org/linux/man-pages/man5/proc_pid_mountinfo.5.html, field 7
 */
export function sharedMounts(procfd: number): ReadonlySet<number> {
  const lines = readProcFile(procfd, 'mountinfo').split('\n')
  return new Set(lines.filter((line) => / shared:\d+.* - /.test(line)).map((line) => Number.parseInt(line, 10)))
}
