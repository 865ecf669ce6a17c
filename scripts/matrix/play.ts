import { readFileSync } from 'node:fs'
import { findCommand } from '../engines/find.ts'
import { holds, judge } from './agreement.ts'
import { anchors } from './anchors.ts'
import { AXES, idOf, type Trial } from './axes.ts'
import { type Choice, choose, usesPodman } from './choose.ts'
import { furnish } from './host.ts'
import { inTwoLanes } from './lanes.ts'
import type { Options } from './options.ts'
import { containersLeft, endPauses, importImages } from './podman.ts'
import { seeded } from './random.ts'
import { runTrial } from './run-trial.ts'
import { differenceMade, dragging, failureOf, failures, type Judged, tableOf } from './summary.ts'
import { traces, watch } from './watch.ts'

const PROGRESS = 25

/** Runs the trials on the stage and prints what came of them. @returns the exit code. */
export async function play(options: Options, stage: string): Promise<number> {
  const trials = options.only === undefined ? tell(options, choice(options)) : [options.only]
  await furnish(stage)
  const podman = trials.some(isPodman)
  if (podman) await importImages(stage)
  const before = watch()
  const judged = await runAll(trials, stage, options.only !== undefined)
  if (options.only !== undefined) showFiles(stage)
  const left = [...(podman ? await podmanLeft(stage) : []), ...(await traces(before))]
  return report(judged, left, options.only === undefined ? dragging(judged, anchors(engines())) : [])
}

function choice({ count, seed }: Options): Choice {
  return choose(count, engines(), seeded(seed))
}

function engines(): Set<string> {
  return new Set(
    AXES.engine.filter((engine) => engine.split('-').every((command) => findCommand(command) !== undefined)),
  )
}

function tell({ seed }: Options, { trials, covering, possible, leftOut }: Choice): readonly Trial[] {
  const controls = trials.filter(({ hooked }) => !hooked).length
  say(`seed ${seed}: ${trials.length} cells, ${covering} of them hold every possible pair, ${controls} are controls`)
  say(`${possible} cells are possible; left out:`)
  for (const [reason, count] of leftOut) say(`  ${String(count).padStart(7)}  ${reason}`)
  return trials
}

/** Two containers at once, but not two of podman: one makes the way to its storage narrow while another lets users pass. */
async function runAll(trials: readonly Trial[], stage: string, keep: boolean): Promise<Judged[]> {
  const start = performance.now()
  let done = 0
  return inTwoLanes(trials, isPodman, async (trial, number) => {
    const seen = await runTrial(trial, number, stage, keep)
    const judged = { seen, judgement: judge(seen) }
    if (!holds(judged.judgement)) say(failureOf(judged))
    done += 1
    if (done % PROGRESS === 0) say(`${done} of ${trials.length}, ${seconds(start)} s`)
    return judged
  })
}

async function podmanLeft(stage: string): Promise<string[]> {
  const names = await containersLeft(stage)
  endPauses()
  return names.map((name) => `podman still has the container ${name}`)
}

/** For one cell: all that its directory holds, for whoever looks for the reason. */
function showFiles(stage: string): void {
  for (const name of ['given.json', 'config.json', 'plan.json', 'plan.stderr']) {
    const text = readOrNothing(`${stage}/cells/0/${name}`)
    if (text !== '') say(`\n== ${name}\n${text.trimEnd()}`)
  }
}

function readOrNothing(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return '' // Not every cell writes every file.
  }
}

function report(judged: readonly Judged[], left: readonly string[], idle: readonly string[]): number {
  const failed = failures(judged)
  const { controls, refusedWithout } = differenceMade(judged)
  say(`\n${tableOf(judged)}\n`)
  for (const each of failed) say(failureOf(each))
  for (const trace of left) say(`LEFT BEHIND ${trace}`)
  for (const id of idle) say(`THE HOOK MAKES NO DIFFERENCE in ${id}`)
  say(`${refusedWithout} of ${controls} controls were refused where the hook opens the device`)
  say(`${judged.length} cells, ${failed.length} disagreements, ${left.length} traces left`)
  for (const { seen } of judged.length === 1 ? judged : []) say(`${idOf(seen.trial)}: ${seen.answer ?? 'never ran'}`)
  return failed.length > 0 || left.length > 0 || idle.length > 0 ? 1 : 0
}

function seconds(start: number): string {
  return ((performance.now() - start) / 1000).toFixed(0)
}

function say(line: string): void {
  process.stdout.write(`${line}\n`)
}

function isPodman({ cell }: Trial): boolean {
  return usesPodman(cell)
}
