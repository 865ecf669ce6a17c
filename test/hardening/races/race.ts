import { rmSync } from 'node:fs'
import { Worker } from 'node:worker_threads'
import type { Orders } from './attacker.ts'
import { type Attempt, lookThenUse, serve } from './attempts.ts'
import { type Layout, NOT_OURS } from './layouts.ts'
import { lookAtNotOurs, Rig } from './rig.ts'
import { ATTACK, DeadAttacker, newWire, PAUSE, STOP, tell } from './wire.ts'

/** What came of one race. */
export interface RaceReport {
  readonly layout: string
  readonly attempts: number
  /** Rounds of the attack in that time. */
  readonly rounds: number
  /** How often each ending was met while the attacker was at work. */
  readonly endings: ReadonlyMap<string, number>
  /** Attempts that reached what is not the container's, and changes to the host that were found afterwards. */
  readonly escapes: number
  /** Attempts during pauses, and those of them that did not succeed. */
  readonly calm: number
  readonly calmFailures: number
  /** The same race against a hook that looks at paths and then uses them. */
  readonly control: { readonly attempts: number; readonly escapes: number }
}

/** Endings that the documentation has: docs/attacks.md, "When something is exchanged meanwhile". */
export const DOCUMENTED: ReadonlySet<string> = new Set([
  'changed',
  'shared',
  'absent',
  'another number',
  'ERR_ROOTFS',
  'ERR_VERIFY',
  'symlink',
  'symbolic link',
  'regular',
  ...['ENOENT', 'ENOTDIR', 'ELOOP', 'EXDEV', 'EAGAIN', 'EEXIST'],
])

/** The control goes on until it has been led astray so often; how many attempts that takes depends on the machine. */
const ENOUGH_ESCAPES = 100
const LEAST_CONTROLS = 2000
const MOST_CONTROLS = 1_000_000

/** Fewer rounds of the attack than this are no race: mounts are slow, on a busy machine the more so. */
const LEAST_ROUNDS = 100

/** After so many attempts under attack the attacker pauses, and so many must succeed. */
const BURST = 1000
const CALM = 25

/**
 * Runs one race: `iterations` attempts of the hook under attack, with pauses, and then the control.
 *
 * @param enough After how many escapes the control has shown what there is to show.
 */
export async function race(layout: Layout, iterations: number, enough = ENOUGH_ESCAPES): Promise<RaceReport> {
  using rig = new Rig(layout)
  const wire = newWire()
  const orders: Orders = { pid: rig.pid, at: rig.at, attack: layout.attack, wire }
  const attacker = new Worker(new URL('attacker.ts', import.meta.url), { workerData: orders, trackUnmanagedFds: false })
  const ended = new Promise<void>((resolve, reject) => attacker.once('error', reject).once('exit', () => resolve()))
  try {
    const hook = underAttack((turn) => serve(rig, layout, turn), iterations, wire)
    const rounds = Atomics.load(wire.rounds, 0)
    const control = layout.misleads ? mislead(rig, layout, wire, enough) : { attempts: 0, escapes: 0 }
    tell(wire, STOP)
    return { layout: layout.name, rounds, control, ...hook }
  } catch (error) {
    if (!(error instanceof DeadAttacker)) tell(wire, STOP)
    await ended // An error of the attacker's own comes out of this.
    throw error
  }
}

type Told = Pick<RaceReport, 'attempts' | 'endings' | 'escapes' | 'calm' | 'calmFailures'>

function underAttack(attempt: (turn: number) => Attempt, iterations: number, wire: Orders['wire']): Told {
  const endings = new Map<string, number>()
  let [escapes, calm, calmFailures, before] = [0, 0, 0, lookAtNotOurs()]
  for (let done = 0; done < iterations; done += BURST) {
    tell(wire, ATTACK)
    for (let turn = 0; turn < Math.min(BURST, iterations - done); turn++) {
      const { ending, escaped } = attempt(turn)
      endings.set(ending, (endings.get(ending) ?? 0) + 1)
      if (escaped) escapes += 1
    }
    tell(wire, PAUSE)
    for (let turn = 0; turn < CALM; turn++, calm++) if (attempt(turn).ending !== 'changed') calmFailures += 1
    const after = lookAtNotOurs()
    if (after !== before) escapes += 1
    before = after
  }
  return { attempts: iterations, endings, escapes, calm, calmFailures }
}

function mislead(rig: Rig, layout: Layout, wire: Orders['wire'], enough: number): RaceReport['control'] {
  let [attempts, escapes] = [0, 0]
  tell(wire, ATTACK)
  while (attempts < LEAST_CONTROLS || (escapes < enough && attempts < MOST_CONTROLS)) {
    if (lookThenUse(rig, layout).escaped) escapes += 1
    attempts += 1
  }
  tell(wire, PAUSE)
  rmSync(`${NOT_OURS}/dangling`, { force: true })
  return { attempts, escapes }
}

/** What is wrong with a race, a line each; nothing when all of it holds. */
export function faultsOf({ layout, endings, escapes, calm, calmFailures, rounds, control }: RaceReport): string[] {
  const odd = [...endings.keys()].filter((ending) => !DOCUMENTED.has(ending))
  return [
    ...(escapes > 0 ? [`${escapes} attempts left the container`] : []),
    ...(calmFailures > 0 ? [`${calmFailures} of ${calm} attempts failed while nobody attacked`] : []),
    ...odd.map((ending) => `an attempt ended in a way that is not documented: ${ending}`),
    ...(rounds < LEAST_ROUNDS ? [`the attacker made ${rounds} rounds only`] : []),
    ...(endings.size < 2 ? ['every attempt ended alike: nothing raced'] : []),
    ...(control.attempts > 0 && control.escapes < ENOUGH_ESCAPES
      ? [`the control escaped ${control.escapes} times only`]
      : []),
  ].map((fault) => `${layout}: ${fault}`)
}
