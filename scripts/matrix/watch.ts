import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { setTimeout } from 'node:timers/promises'
import { fingerprint } from './device.ts'
import { mounts } from './stage.ts'

/** What must be the same before the first container and after the last. */
export interface Watch {
  readonly mounts: string
  readonly nodes: ReadonlyMap<string, string>
}

/**
 * Looks at the stage.
 *
 * Left out of /dev: null, whose owner crun before 1.24 changes when it is a container's stdio in a user namespace.
 */
export function watch(): Watch {
  const names = readdirSync('/dev').filter((name) => name !== 'null' && name !== 'oci-device-hook-matrix')
  return { mounts: mounts(), nodes: new Map(names.map((name) => [name, fingerprint(`/dev/${name}`)])) }
}

/** What an engine's last process may take to end: podman cleans up after its containers in the background. */
const MAX_SETTLE_MS = 10_000
const LOOK_MS = 50

/** What the trials left behind or changed, a line each. */
export async function traces(before: Watch): Promise<string[]> {
  const end = performance.now() + MAX_SETTLE_MS
  while (processes().length > 0 && performance.now() < end) await setTimeout(LOOK_MS)
  const after = watch()
  const nodes = [...new Set([...before.nodes.keys(), ...after.nodes.keys()])]
  return [
    ...(after.mounts === before.mounts ? [] : [`mounts differ:\n${difference(before.mounts, after.mounts)}`]),
    ...nodes
      .filter((name) => before.nodes.get(name) !== after.nodes.get(name))
      .map((name) => `/dev/${name} was changed`),
    ...processes().map((process) => `a process is left: ${process}`),
    ...states().map((state) => `a container is left: ${state}`),
  ]
}

function difference(before: string, after: string): string {
  const [old, now] = [before.split('\n'), after.split('\n')]
  return [
    ...old.filter((line) => !now.includes(line)).map((line) => `- ${line}`),
    ...now.filter((line) => !old.includes(line)).map((line) => `+ ${line}`),
  ].join('\n')
}

/** In a PID namespace of its own the stage sees only what it started: beside process 1 and this one, nothing may be left. */
function processes(): string[] {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name) && name !== '1' && Number(name) !== process.pid)
  return pids.flatMap((pid) => {
    const command = commandOf(pid)
    return command === '' ? [] : [`${pid} ${command}`]
  })
}

function commandOf(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ')
  } catch {
    return '' // It ended while it was looked at.
  }
}

function states(): string[] {
  const users = existsSync('/run/user') ? readdirSync('/run/user').map((user) => `/run/user/${user}`) : []
  const directories = ['/run', ...users].flatMap((run) => [`${run}/crun`, `${run}/runc`])
  return directories
    .filter((path) => existsSync(path))
    .flatMap((path) => readdirSync(path).map((name) => `${path}/${name}`))
}
