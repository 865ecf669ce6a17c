import fs from 'node:fs'
import { processesOf } from './processes.ts'

/** Where programs leave things behind: all of them the machine's own. */
const PLACES = ['/tmp', '/run', '/dev/shm', '/var/tmp']
/** The rig's own files, and the hook's log, are meant to stay. */
const LOG = '/run/oci-device-hook'
const EXPECTED = ['/tmp/work', LOG, `${LOG}/log.jsonl`, `${LOG}/log.jsonl.1`]

/**
 * Everything that a hook might change for good, as lines: inodes of the host's /dev with owner, mode and change time,
 * files where programs leave them, mounts, and processes of `executable`.
 */
export function snapshot(executable: string): ReadonlySet<string> {
  const running = processesOf(executable).map((pid) => `process ${pid}`)
  return new Set([...inodes('/dev'), ...PLACES.flatMap(files), ...mounts(), ...running])
}

/**
 * What is there after and was not before, and the other way round. A mount that is gone does not count: when a directory is
 * removed on the real host, the mounts on it go from every namespace.
 */
export function difference(before: ReadonlySet<string>, after: ReadonlySet<string>): string[] {
  const gone = [...before.difference(after)].filter((line) => !line.startsWith('mount ')).map((line) => `- ${line}`)
  return [...gone, ...[...after.difference(before)].map((line) => `+ ${line}`)]
}

function inodes(directory: string): string[] {
  return fs.readdirSync(directory).flatMap((name) => {
    const path = `${directory}/${name}`
    const { ino, uid, gid, mode, rdev, nlink, ctimeNs } = fs.lstatSync(path, { bigint: true })
    // Terminals and shared memory change by being used, and with them their directories.
    if (name === 'pts' || name === 'shm' || name === 'ptmx') return []
    return [`inode ${path} ${[ino, uid, gid, mode, rdev, nlink, ctimeNs].join(' ')}`]
  })
}

function files(directory: string): string[] {
  return fs.readdirSync(directory, { withFileTypes: true }).flatMap((entry) => {
    const path = `${directory}/${entry.name}`
    const below = entry.isDirectory() && path !== '/tmp/work' ? files(path) : []
    return EXPECTED.includes(path) ? below : [`file ${path}`, ...below]
  })
}

function mounts(): string[] {
  const lines = fs.readFileSync('/proc/self/mountinfo', 'utf8').trimEnd().split('\n')
  return lines.map((line) => `mount ${line}`)
}
