import { chmodSync, chownSync, existsSync, rmSync, writeFileSync } from 'node:fs'
import { makeNode } from '../../support/make-node.ts'
import { walk } from '../layouts/snapshot.ts'
import { DEVICE } from '../machine/flows.ts'
import type { Harm } from './replay.ts'

/** What no container may reach: nodes, a file, and a directory that looks like a /dev. */
export const CANARY = '/tmp/canary'
/** The same, from any directory of a container. */
export const OUT = `../../../../../../../../..${CANARY}`

const NULL = { type: 'c', major: 1, minor: 3 } as const

/** Puts it, and the host's own device, into the state that every replay begins with. */
export function resetCanary(): void {
  rmSync(CANARY, { recursive: true, force: true })
  for (const path of ['video2', 'dev/video2']) makeNode(`${CANARY}/${path}`, NULL, [0, 0, 0o600])
  writeFileSync(`${CANARY}/file`, 'canary\n', { mode: 0o600 })
  if (!existsSync(DEVICE)) makeNode(DEVICE, NULL, [0, 44, 0o660])
  chownSync(DEVICE, 0, 44)
  chmodSync(DEVICE, 0o660)
}

/** Everything that stat(2) tells of the canary and of the host's device, change times included. */
export function lookAtHost(): ReadonlyMap<string, string> {
  const inodes = [...walk(CANARY), ...walk(DEVICE)]
  return new Map(
    inodes.map(([path, { ino, mode, uid, gid, nlink, size, ctimeNs }]) => {
      return [path, [ino, mode.toString(8), uid, gid, nlink, size, ctimeNs].join(' ')]
    }),
  )
}

/** What has become of them since. */
export function harmToHost(before: ReadonlyMap<string, string>): Harm {
  const after = lookAtHost()
  const changed = [...after.keys()].filter((path) => before.get(path) !== after.get(path))
  const gone = [...before.keys()].filter((path) => !after.has(path))
  return [...changed, ...gone].length === 0 ? undefined : `changed on the host: ${[...changed, ...gone].join(', ')}`
}
