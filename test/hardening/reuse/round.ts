import fs from 'node:fs'
import type { Random } from '../../../scripts/matrix/random.ts'
import { hasEnded, holds, signal, stateOf, until } from '../machine/processes.ts'
import { type Parent, Runtime, type Scene, startDecoy } from './runtime.ts'

/** One way in which the number of a container's init comes to mean another container. */
export interface Way {
  readonly parent: Parent
  /** Whether the hook's runtime is killed before, so that the hook is an orphan. */
  readonly isOrphan: boolean
  /** Whether the hook is stopped before it has read the state. */
  readonly isEarly: boolean
}

/**
 * A hook that has not looked yet cannot tell a child of its own runtime from the one that it was started for; no runtime
 * starts a second container while a hook of the first one runs. So there is no early way with the same runtime.
 */
export const WAYS: readonly Way[] = [
  { parent: 'the same runtime', isOrphan: false, isEarly: false },
  { parent: 'another runtime', isOrphan: false, isEarly: true },
  { parent: 'another runtime', isOrphan: false, isEarly: false },
  { parent: 'another runtime', isOrphan: true, isEarly: true },
  { parent: 'another runtime', isOrphan: true, isEarly: false },
  { parent: 'process 1', isOrphan: false, isEarly: true },
  { parent: 'process 1', isOrphan: true, isEarly: true },
  { parent: 'process 1', isOrphan: true, isEarly: false },
]

/** How a round ended: what changed in the decoy, or why there was none. */
export type Round = { readonly changes: readonly string[] } | 'the hook was done before' | 'the number went elsewhere'

/**
 * The kernel tells the age of a process in ticks of 10 ms, so within one nobody can tell which of two came first. A number
 * comes round after as many forks as there are numbers, which takes longer; here one write brings it back at once.
 */
const TICK = 10

/** A hook that has begun is stopped at a moment of its own run, in milliseconds, that chance picks. */
const LONGEST_RUN = 30

export async function play(way: Way, scene: Scene, random: Random): Promise<Round> {
  const runtime = await Runtime.start(scene)
  const { init, hook } = runtime
  const nextTick = performance.now() + TICK
  try {
    const state = JSON.stringify({ ociVersion: '1.0.2', id: 'victim', pid: init, bundle: scene.bundle })
    if (way.isEarly) await stopEarly(runtime, state)
    else if (!(await stopLater(runtime, state, random))) return 'the hook was done before'
    await until(() => performance.now() > nextTick)
    const decoy = await replace(way, scene, runtime)
    if (decoy !== init) return discard(decoy)
    const before = look(scene, decoy)
    signal(hook, 'SIGCONT')
    await until(() => hasEnded(hook))
    const after = look(scene, decoy)
    signal(decoy, 'SIGKILL')
    return { changes: after.filter((line, at) => line !== before[at]) }
  } finally {
    for (const pid of [hook, init]) signal(pid, 'SIGKILL')
    runtime.end()
  }
}

/** The state waits in the pipe: the hook reads it when it goes on, and its runtime may be dead by then. */
async function stopEarly(runtime: Runtime, state: string): Promise<void> {
  signal(runtime.hook, 'SIGSTOP')
  await until(() => stateOf(runtime.hook) === 'T')
  runtime.tell(state)
}

/** Lets the hook take hold of init and go on for a while. */
async function stopLater(runtime: Runtime, state: string, random: Random): Promise<boolean> {
  const { init, hook } = runtime
  runtime.tell(state)
  await until(() => holds(hook, init) || hasEnded(hook))
  const end = performance.now() + random() ** 2 * LONGEST_RUN
  await until(() => performance.now() >= end)
  signal(hook, 'SIGSTOP')
  return !hasEnded(hook)
}

/** Ends the container, and gives its number to a decoy. */
async function replace({ parent, isOrphan }: Way, scene: Scene, runtime: Runtime): Promise<number> {
  if (isOrphan) runtime.kill()
  signal(runtime.init, 'SIGKILL')
  if (parent === 'the same runtime') return runtime.startDecoy()
  if (!isOrphan) await runtime.bury()
  await until(() => !fs.existsSync(`/proc/${runtime.init}`))
  return startDecoy(scene, runtime.init, parent)
}

function discard(decoy: number): Round {
  signal(decoy, 'SIGKILL')
  return 'the number went elsewhere'
}

/** Everything in the decoy that a hook could change: the node by which its device is reached, and mounts at it. */
function look({ bundle }: Scene, pid: number): string[] {
  const path = `${bundle}/rootfs/dev/video2`
  const { ino, dev, uid, gid, mode, ctimeNs } = fs.lstatSync(`/proc/${pid}/root${path}`, { bigint: true })
  const mounts = fs.readFileSync(`/proc/${pid}/mountinfo`, 'utf8').split('\n')
  const covering = mounts.filter((line) => line.includes(` ${path} `)).length
  return [`node ${[dev, ino, uid, gid, mode, ctimeNs].join(' ')}`, `${covering} mounts at ${path}`]
}
