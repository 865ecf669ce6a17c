import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { furnish } from '../matrix/host.ts'
import { seeded } from '../matrix/random.ts'
import { cdi } from './cdi.ts'
import { container } from './container.ts'
import { makeContestants } from './contestants.ts'
import type { Bench, Kit } from './kit.ts'
import { load } from './load.ts'
import { describeMachine } from './machine.ts'
import { memory } from './memory.ts'
import { node } from './node.ts'
import type { Options } from './options.ts'
import { type Report, writeReport } from './report/report.ts'
import type { Section } from './report/section.ts'
import { scale } from './scale.ts'
import { start } from './start.ts'
import { makeNodes, podmanConfig } from './work.ts'

const ALL: readonly Bench[] = [start, container, scale, load, memory, cdi, node]
const MOST_DEVICES = 4096

/** Runs the benchmarks on the stage and writes what they came to. @returns the exit code. */
export async function play(options: Options, stage: string): Promise<number> {
  const sections: Section[] = []
  const kit = await makeKit(options, stage)
  for (const bench of ALL.filter(({ name }) => options.only.includes(name))) {
    sections.push(...(await bench.run({ ...kit, tell: (progress) => tell(`${bench.name}: ${progress}`) })))
  }
  tell('')
  const report: Report = { machine: describeMachine(), sections }
  writeReport(report, options)
  return 0
}

async function makeKit({ effort, seed }: Options, stage: string): Promise<Kit> {
  await furnish(stage)
  // Most hosts have no policy file, and reading one costs: what is measured is what most people pay.
  rmSync('/etc/oci-device-hook', { recursive: true })
  const directory = `${stage}/bench`
  mkdirSync(directory, { mode: 0o755 })
  const empty = `${directory}/empty-file`
  writeFileSync(empty, '')
  const rootfs = `${stage}/rootfs`
  return {
    directory,
    rootfs,
    empty,
    effort,
    contestants: makeContestants(directory, say),
    base: await podmanConfig(rootfs),
    nodes: await makeNodes(MOST_DEVICES),
    random: seeded(seed),
    tell,
  }
}

/** On a terminal, one line that is written over. */
function tell(progress: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\u001b[K${progress}`)
}

function say(line: string): void {
  process.stdout.write(`${line}\n`)
}
