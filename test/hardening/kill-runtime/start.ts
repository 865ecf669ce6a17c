import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { WORK } from '../machine/rig.ts'

export const RUNTIMES = ['crun', 'runc'] as const
export type RuntimeName = (typeof RUNTIMES)[number]

/** Where a traced hook's calls are written, and how it is traced: as a child of the runtime still. */
export const TRACE = `${WORK}/trace`
export const STRACE = ['/usr/bin/strace', '-D', '-f', '-o', TRACE] as const

const ROOT = `${WORK}/state`
/** cgroups are the real host's, and have the container's name. */
const NAME = `oci-device-hook-${randomUUID()}`

/** A start of a container by a real runtime. stdin is a pipe: crun 1.8 changes the owner of what it is given. */
export function startContainer(runtime: RuntimeName, bundle: string): ChildProcess {
  const args = ['--root', ROOT, 'run', '--bundle', bundle, NAME]
  // In a process group of its own, as shells and service managers start it.
  const child = spawn(runtime, args, { stdio: ['pipe', 'pipe', 'pipe'], detached: true })
  child.stdin?.end()
  return child
}

/** The whole of one: what it said, and how it ended. */
export async function runContainer(runtime: RuntimeName, bundle: string): Promise<string> {
  const child = startContainer(runtime, bundle)
  const [stdout, stderr, [status]] = await Promise.all([
    text(child.stdout as NonNullable<typeof child.stdout>),
    text(child.stderr as NonNullable<typeof child.stderr>),
    once(child, 'exit'),
  ])
  return status === 0 ? stdout.trim() : `ended with ${status}: ${stdout}${stderr}`
}

/** What a runtime that was killed leaves of its own, and does not mind having twice. */
export function clearState(runtime: RuntimeName): void {
  spawnSync(runtime, ['--root', ROOT, 'delete', '--force', NAME], { stdio: 'ignore' })
}
