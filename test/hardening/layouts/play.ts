import { spawnSync } from 'node:child_process'
import fs from 'node:fs'
import { HOOK_ENVIRONMENT, hookEntry } from '../../../scripts/matrix/binary.ts'
import type { Case, Layout } from './axes.ts'
import { configOf, type Guest, guestEntries, plantEntry, REACHED } from './config.ts'
import { makePlace, type Place, plantScript } from './place.ts'
import { podmanCommand, writeHooks } from './podman.ts'
import { changes, mounts, snapshot } from './snapshot.ts'

/** What was seen of one container. */
export interface Sighting {
  /** Exit status of the engine; null when it had to be killed. */
  readonly status: number | null
  readonly stderr: string
  /** Whether the runtime came as far as its hooks. */
  readonly reached: boolean
  /** Why the hostile thing could not be put there; '' when it was. */
  readonly notPlanted: string
  /** The lines that our hook wrote to its log. */
  readonly records: readonly LogRecord[]
  /** What is different on the host, by path. */
  readonly changed: ReadonlyMap<string, string>
}

/** A line of the hook's log, as far as it is judged. */
export interface LogRecord {
  readonly stage: string
  readonly exit: number
  readonly error?: { readonly code: string; readonly message: string }
  readonly devices: readonly { readonly path: string; readonly strategy: string; readonly reason: string }[]
}

/** Who starts a case, in detail: what `podman` and `userns` stand for takes turns. */
export interface Starter {
  readonly runtime: 'crun' | 'runc'
  readonly podman: boolean
  readonly isMapped: boolean
}

const LOG = '/run/oci-device-hook/log.jsonl'
const PATIENCE_MS = 30_000

export function starterOf({ engine }: Case, number: number): Starter {
  const runtime = number % 2 === 0 ? 'crun' : 'runc'
  if (engine === 'crun' || engine === 'runc') return { runtime: engine, podman: false, isMapped: false }
  if (engine === 'podman') return { runtime, podman: true, isMapped: false }
  return { runtime, podman: number % 3 === 2, isMapped: true }
}

/** Starts the container of a case with a guest among its hooks, lets it end, and looks at what is different. */
export function play(each: Case, number: number, guest: Guest): Sighting {
  const { layout } = each
  const starter = starterOf(each, number)
  const place = makePlace(number, layout, starter.isMapped)
  for (const file of [LOG, `${LOG}.1`, REACHED]) fs.rmSync(file, { force: true })
  const [file = '', ...args] = commandFor(layout, starter, place, `hostile-${number}-${guest}`, guest)
  const before = [snapshot(place.directory), mounts()] as const
  const { status, stderr } = spawnSync(file, args, {
    cwd: place.directory,
    env: HOOK_ENVIRONMENT,
    input: '',
    encoding: 'utf8',
    timeout: PATIENCE_MS,
    killSignal: 'SIGKILL',
  })
  const mounted = mounts().filter((line) => !before[1].includes(line))
  const changed = new Map(changes(before[0], snapshot(place.directory)))
  for (const line of mounted) changed.set(`mount ${line}`, 'mounted')
  const reached = fs.existsSync(REACHED)
  const notPlanted = reached ? fs.readFileSync(REACHED, 'utf8').trim() : ''
  return { status, stderr, reached, notPlanted, records: readLog(), changed }
}

function commandFor(layout: Layout, starter: Starter, place: Place, name: string, guest: Guest): string[] {
  const { directory, hostilePath, rootfs } = place
  const isLate = layout.when === 'meanwhile' && hostilePath !== undefined
  const script = isLate ? plantScript(layout, `${rootfs}/dev${hostilePath}`, hostilePath) : ''
  const entries = [plantEntry(script), ...guestEntries(guest, place)]
  if (starter.podman) {
    const before = guest === 'hook' ? [['precreate', hookEntry('precreate')] as const] : []
    const hooks = writeHooks(place, [...before, ...entries.map((entry) => ['createRuntime', entry] as const)])
    return podmanCommand(layout, place, name, starter.runtime, starter.isMapped, hooks)
  }
  const config = JSON.stringify(configOf(layout, place, starter.isMapped, entries))
  fs.writeFileSync(`${directory}/config.json`, config, { mode: 0o644 })
  return [starter.runtime, 'run', '--bundle', directory, name]
}

function readLog(): LogRecord[] {
  if (!fs.existsSync(LOG)) return []
  const lines = fs.readFileSync(LOG, 'utf8').trimEnd().split('\n')
  return lines.map((line): LogRecord => JSON.parse(line))
}
