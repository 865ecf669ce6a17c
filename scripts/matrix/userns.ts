import { writeFileSync } from 'node:fs'
import type { Maps, Range } from './ids.ts'
import type { Program } from './program.ts'

/**
 * A command that waits in user and mount namespaces of its own until it is mapped: what podman makes for a rootless user,
 * without podman. The shell becomes root of the namespace, with all capabilities, at its exec.
 */
export function unmapped(command: readonly string[]): string[] {
  const wait = 'echo ready; read -r mapped; exec "$@"'
  return ['unshare', '--user', '--mount', '--propagation', 'private', 'sh', '-c', wait, 'sh', ...command]
}

/** Maps the ids of such a command, as newuidmap(1) would, and lets it go on. */
export async function mapAndGo(program: Program, { uid, gid }: Maps): Promise<void> {
  if ((await program.line('ready')) === undefined) return // Its end says why.
  writeFileSync(`/proc/${program.pid}/uid_map`, lines(uid))
  writeFileSync(`/proc/${program.pid}/gid_map`, lines(gid))
  program.say('mapped')
}

function lines(ranges: readonly Range[]): string {
  return ranges.map(({ inside, outside, count }) => `${inside} ${outside} ${count}\n`).join('')
}
