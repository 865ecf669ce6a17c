/** One lane of the suite, on a machine of its own. */
import { spawn } from 'node:child_process'
import fs from 'node:fs'
import { PRECREATE } from '../machine/flows.ts'
import { runHook } from '../machine/hook.ts'
import type { LaneAnswer, LaneTask } from '../machine/lane.ts'
import { prepareMachine, readTask, report, WORK } from '../machine/rig.ts'
import type { Control } from '../suite.ts'

const INSTALLED = `${WORK}/installed`
const COPIES = [`${WORK}/one`, `${WORK}/two`] as const
const CONTROLS = 20

/** Puts another file in the place of the executable by rename(2), again and again. */
const BY_RENAME = `while :; do for each in ${COPIES.join(' ')}; do ln "$each" "$each.new"; mv "$each.new" ${INSTALLED}; done; done`
/** As installers do it that do not know better: what is there is removed, then the new one is copied. */
const BY_COPY = `while :; do for each in ${COPIES.join(' ')}; do rm ${INSTALLED}; cp "$each" ${INSTALLED}; done; done`

report(await run(readTask<LaneTask>()))

async function run({ executable, size, lane, lanes }: LaneTask): Promise<LaneAnswer> {
  prepareMachine()
  for (const copy of COPIES) fs.copyFileSync(executable, copy)
  fs.linkSync(COPIES[0], INSTALLED)
  const starts = Math.ceil((size - lane) / lanes)
  const failures = await startMany(starts, BY_RENAME)
  const endings = { 'right result': starts - failures.length }
  return { cases: starts, endings, failures, control: await control() }
}

/** @returns What went wrong, a line each. */
async function startMany(starts: number, replacing: string): Promise<string[]> {
  const installer = spawn('sh', ['-c', replacing], { stdio: 'ignore' })
  const failures: string[] = []
  for (let start = 0; start < starts; start++) {
    const found = await startOnce()
    if (found !== PRECREATE.output) failures.push(`start ${start}: ${found.slice(0, 200)}`)
  }
  installer.kill('SIGKILL')
  return failures
}

async function startOnce(): Promise<string> {
  const stdin = JSON.stringify(PRECREATE.furniture.config)
  try {
    const { status, signal, stdout } = await runHook({ executable: INSTALLED, stage: 'precreate', stdin })
    return status === 0 ? stdout : `ended with ${signal ?? status}`
  } catch (error) {
    return String(error) // ENOENT, ETXTBSY: there was nothing to start.
  }
}

async function control(): Promise<Control> {
  const failures = await startMany(CONTROLS, BY_COPY)
  return { harmed: failures.length, saw: `removed and copied, ${failures.length} of ${CONTROLS} starts fail` }
}
