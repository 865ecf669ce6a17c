import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync } from 'node:fs'
import { findCommand } from '../engines/find.ts'
import { hooksDir, makeBundle, nameOf, podmanOptions } from './container.ts'
import { type Contestant, OURS } from './contestants.ts'
import { type Bench, type Kit, scaled } from './kit.ts'
import { ENV } from './podman.ts'
import type { Section } from './report/section.ts'
import { quantile } from './statistics.ts'

const STARTS = 1000
/** Blocks of starts with and without the hook take turns, so that both meet the same machine. */
const BLOCKS = 10

/** One engine under load: how to start its container number `at`. */
interface Load {
  readonly title: string
  readonly atOnce: number
  readonly command: (who: Contestant | undefined, at: number) => readonly string[]
}

/** How many containers start in a second when many start at once, with and without the hook. */
export const load: Bench = {
  name: 'load',
  run: async (kit) => {
    const sections: Section[] = []
    for (const each of [...runcLoad(kit), ...podmanLoad(kit)]) sections.push(await measure(kit, each))
    return sections
  },
}

function runcLoad(kit: Kit): Load[] {
  if (findCommand('runc') === undefined) return []
  mkdirSync(`${kit.directory}/load`)
  const bundles = forEach(kit, (who) => makeBundle(kit, `load/${nameOf(who)}`, who))
  const command = (who: Contestant | undefined, at: number) => ['runc', 'run', '--bundle', bundles(who), `load-${at}`]
  return [{ title: 'runc run, 50 at once, createRuntime', atOnce: 50, command }]
}

function podmanLoad(kit: Kit): Load[] {
  if (findCommand('podman') === undefined) return []
  const directories = forEach(kit, (who) => hooksDir(kit, 'precreate', who))
  const run = ['run', ...podmanOptions(kit, 'groups')]
  const command = (who: Contestant | undefined) => ['podman', '--hooks-dir', directories(who), ...run]
  return [{ title: 'podman run, 20 at once, precreate', atOnce: 20, command }]
}

/** Makes something for us and for nobody, once: containers that start at the same time share it. */
function forEach(kit: Kit, make: (who: Contestant | undefined) => string): (who: Contestant | undefined) => string {
  const made = new Map(sides(kit).map((who) => [who, make(who)]))
  return (who) => made.get(who) ?? ''
}

function sides({ contestants }: Kit): (Contestant | undefined)[] {
  return [undefined, contestants.find(({ name }) => name === OURS)]
}

interface Outcome {
  readonly latencies: number[]
  seconds: number
  failures: number
}

async function measure(kit: Kit, each: Load): Promise<Section> {
  const outcomes = new Map(sides(kit).map((who): [Contestant | undefined, Outcome] => [who, nothing()]))
  const block = Math.ceil(scaled(kit, STARTS) / BLOCKS)
  for (let turn = 0; turn < BLOCKS; turn++) {
    for (const [who, outcome] of turn % 2 === 0 ? outcomes : [...outcomes].reverse()) {
      await runBlock(each, who, block, outcome)
      kit.tell(`${each.title}, block ${turn + 1} of ${BLOCKS}`)
    }
  }
  return sectionOf(each, outcomes)
}

function nothing(): Outcome {
  return { latencies: [], seconds: 0, failures: 0 }
}

async function runBlock(each: Load, who: Contestant | undefined, starts: number, outcome: Outcome): Promise<void> {
  let next = 0
  const begin = performance.now()
  const lane = async () => {
    while (next < starts) await startOne(each.command(who, next++), outcome)
  }
  await Promise.all(Array.from({ length: Math.min(each.atOnce, starts) }, lane))
  outcome.seconds += (performance.now() - begin) / 1000
}

async function startOne([program = '', ...args]: readonly string[], outcome: Outcome): Promise<void> {
  const begin = performance.now()
  const child = spawn(program, args, { env: ENV, cwd: '/', stdio: ['pipe', 'ignore', 'inherit'] })
  child.stdin.end()
  const [code] = await once(child, 'exit')
  outcome.latencies.push(performance.now() - begin)
  if (code !== 0) outcome.failures += 1
}

function sectionOf({ title }: Load, outcomes: ReadonlyMap<Contestant | undefined, Outcome>): Section {
  const rate = ({ latencies, seconds }: Outcome) => latencies.length / seconds
  const alone = rate(outcomes.get(undefined) ?? nothing())
  const figures = [...outcomes].map(([who, outcome]) => ({
    name: nameOf(who),
    starts: outcome.latencies.length,
    failures: outcome.failures,
    perSecond: rate(outcome),
    ratio: rate(outcome) / alone,
    p50: quantile(outcome.latencies, 0.5),
    p99: quantile(outcome.latencies, 0.99),
  }))
  return {
    bench: 'load',
    title,
    columns: ['', 'starts', 'failures', 'a second', 'x without', 'p50 ms', 'p99 ms'],
    rows: figures.map(({ name, starts, failures, perSecond, ratio, p50, p99 }) => [
      name,
      ...[String(starts), String(failures)],
      ...[perSecond.toFixed(1), ratio.toFixed(2), p50.toFixed(0), p99.toFixed(0)],
    ]),
    note: `${BLOCKS} blocks of each, in turns.`,
    data: figures,
  }
}
