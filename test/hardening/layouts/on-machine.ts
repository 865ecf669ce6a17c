// The hostile containers of a task, one after the other, on a machine of their own.
import fs from 'node:fs'
import { configurePodman } from '../../../scripts/matrix/host.ts'
import { seeded } from '../../../scripts/matrix/random.ts'
import type { Found } from '../suite.ts'
import { type Case, nameOf } from './axes.ts'
import { choose } from './choose.ts'
import { agreed, endingOf, faultsOf, isOdd, ours } from './judge.ts'
import { Pristine } from './mend.ts'
import { furnishMachine } from './place.ts'
import { play, type Sighting } from './play.ts'

/** What the suite asks for. `only`: the place of one case in the order, to look at it alone. */
export interface Task {
  readonly size: number
  readonly seed: number
  readonly only?: number
}

/** What came of one case. `harmed`: inodes that the naive hook changed; undefined where it was not tried. */
interface Played {
  readonly each: Case
  readonly number: number
  readonly hooked: Sighting
  readonly faults: readonly string[]
  readonly harmed: number | undefined
}

/** How often a long run says how far it is. */
const PROGRESS = 200
/** How many numbers stand beside an ending. */
const SHOWN = 4
const POLICY = '[create]\ndevices = ["/dev/hostile/**", "/dev/strange/**"]\n'

const { size, seed, only }: Task = JSON.parse(process.argv[2] ?? '')
furnishMachine()
configurePodman()
fs.mkdirSync('/etc/oci-device-hook', { mode: 0o755 })
fs.writeFileSync('/etc/oci-device-hook/policy.toml', POLICY)
const pristine = new Pristine()
const cases = choose(size, seeded(seed)).map((each, number) => ({ each, number }))
const chosen = cases.filter(({ number }) => only === undefined || number === only)
fs.writeSync(3, JSON.stringify(foundIn(chosen.map(({ each, number }) => attack(each, number)))))

/** The control is tried with one runtime: it does the same with all of them. */
function attack(each: Case, number: number): Played {
  const { hooked, faults } = playFairly(each, number)
  if (number > 0 && number % PROGRESS === 0) process.stderr.write(`${number} of ${cases.length} containers\n`)
  return { each, number, hooked, faults, harmed: each.engine === 'crun' ? harmOfNaive(each, number) : undefined }
}

/**
 * With the hook; and where anything is odd, without, for runtimes have holes and limits of their own. What a runtime does
 * when a hook refuses is compared with what it does when any hook refuses.
 */
function playFairly(each: Case, number: number): Pick<Played, 'hooked' | 'faults'> {
  const hooked = play(each, number, 'hook')
  if (!isOdd(hooked)) return { hooked, faults: faultsOf(hooked, undefined) }
  pristine.restore(hooked.changed)
  const without = play(each, number, agreed(hooked) ? 'nobody' : 'refuser')
  pristine.restore(without.changed)
  return { hooked, faults: faultsOf(hooked, without) }
}

function harmOfNaive(each: Case, number: number): number {
  const naive = play(each, number, 'naive')
  if (naive.changed.size === 0) return 0
  pristine.restore(naive.changed)
  const without = play(each, number, 'nobody')
  pristine.restore(without.changed)
  return ours(naive, without).length
}

function foundIn(played: readonly Played[]): Found {
  const failures = played.flatMap(({ each, number, faults }) =>
    faults.map((fault) => `${number} ${nameOf(each)}: ${fault}`),
  )
  const harms = played.flatMap(({ harmed }) => harmed ?? [])
  const harmed = harms.reduce((sum, inodes) => sum + inodes, 0)
  const layouts = `${harms.filter((inodes) => inodes > 0).length} of ${harms.length} layouts`
  return {
    cases: played.length,
    failed: played.filter(({ faults }) => faults.length > 0).length,
    notes: [...failures, ...tableOf(played), ...(only === undefined ? [] : played.map(({ hooked }) => show(hooked)))],
    control: { harmed, saw: `a hook that trusts paths changed ${harmed} inodes of the host, in ${layouts}` },
  }
}

/** How many cases of each engine ended how, with the numbers of the first of them. */
function tableOf(played: readonly Played[]): string[] {
  const reached = played.filter(({ hooked }) => hooked.reached).length
  const endings = Map.groupBy(played, ({ each, hooked }) => `${each.engine}: ${endingOf(hooked)}`)
  const lines = [...endings].sort().map(([ending, those]) => {
    const numbers = those.slice(0, SHOWN).map(({ number }) => number)
    return `${ending} ${those.length} (${numbers.join(', ')}${those.length > SHOWN ? ', ...' : ''})`
  })
  const unplanted = played.filter(({ hooked }) => hooked.notPlanted !== '').length
  return [
    `${reached} of ${played.length} containers came as far as createRuntime`,
    `${unplanted} hostile things could not be put into their places`,
    ...lines,
  ]
}

function show(hooked: Sighting): string {
  return JSON.stringify({ ...hooked, changed: [...hooked.changed] }, undefined, 2)
}
