import { type Contestant, OURS } from './contestants.ts'
import { held } from './in-use.ts'
import { type Bench, type Kit, scaled } from './kit.ts'
import { type Result, race } from './race.ts'
import type { Section } from './report/section.ts'
import { arrivals, mostAtOnce } from './simulate.ts'
import { runTimed, succeed } from './spawn.ts'
import { startWaiting } from './waiting.ts'
import { configWith, writeConfig } from './work.ts'

const ROUNDS = 60
const HOURS = 24
const SECONDS = 3600
const RATES = [100, 1000, 10_000] as const

/** What a cluster's node pays in an hour: measured for one start, simulated for many. */
export const node: Bench = {
  name: 'node',
  run: async (kit) => {
    const who = kit.contestants.find(({ name }) => name === OURS)
    return who === undefined ? [] : [await measure(kit, who)]
  },
}

async function measure(kit: Kit, who: Contestant): Promise<Section> {
  const [result] = await timed(kit, who)
  const memory = memoryOf(kit, who)
  const figures = RATES.map((rate) => hour(rate, result, memory, kit))
  return {
    bench: 'node',
    title: 'A node that starts many containers with one device, createRuntime',
    columns: ['starts an hour', 'CPU s an hour', '% of one core', 'most at once', 'MB at most'],
    rows: figures.map(({ rate, cpu, share, most, megabytes }) => [
      rate.toLocaleString('en'),
      ...[cpu.toFixed(0), share.toFixed(1), String(most), megabytes.toFixed(0)],
    ]),
    note: `One start measured, ${HOURS} hours of random arrivals simulated.`,
    data: figures,
  }
}

async function timed(kit: Kit, who: Contestant): Promise<Result[]> {
  const paths = kit.nodes.slice(0, 1)
  const container = await startWaiting(`${kit.directory}/node`, configWith(kit.base, paths, 'owner'), paths)
  const start = { path: who.path, argv: [...who.argv, 'createRuntime'], stdin: container.state }
  const runner = {
    heat: 'node',
    name: who.name,
    before: container.reset,
    run: () => succeed(who.name, runTimed(start)),
  }
  const results = race([runner], scaled(kit, ROUNDS), kit.random, kit.tell)
  container.end()
  return results
}

/** Private bytes of one hook at its last step; of precreate, whose last step can be stopped. */
function memoryOf({ base, nodes, directory }: Kit, who: Contestant): number {
  return held(who, writeConfig(`${directory}/node.json`, configWith(base, nodes.slice(0, 1), 'groups'))).private
}

function hour(rate: number, result: Result | undefined, memory: number, { random }: Kit) {
  const { cpu: each, median } = result ?? { cpu: Number.NaN, median: Number.NaN }
  const cpu = (each / 1000) * rate
  const most = mostAtOnce(arrivals(rate / SECONDS, HOURS * SECONDS, random), median / 1000)
  return { rate, cpu, share: (cpu / SECONDS) * 100, most, megabytes: (most * memory) / 1e6 }
}
