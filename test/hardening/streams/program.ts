/** One lane of the suite, on a machine of its own. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { text } from 'node:stream/consumers'
import { CONFIG } from '../machine/flows.ts'
import { HOOK_ENV } from '../machine/hook.ts'
import { type LaneAnswer, type LaneTask, shareOf } from '../machine/lane.ts'
import { naiveHook } from '../machine/naive.ts'
import { signal } from '../machine/processes.ts'
import { prepareMachine, readTask, report, tryHook, WORK } from '../machine/rig.ts'
import { difference, snapshot } from '../machine/snapshot.ts'
import type { Control } from '../suite.ts'
import { CASES, type Case, type StreamCase } from './cases.ts'

const [INPUT, LARGE, STATUS] = ['config.json', 'large.json', 'status'].map((name) => `${WORK}/${name}`) as [
  string,
  string,
  string,
]

report(await run(readTask<LaneTask>()))

async function run(task: LaneTask): Promise<LaneAnswer> {
  prepareMachine()
  writeFileSync(INPUT, JSON.stringify(CONFIG))
  writeFileSync(LARGE, JSON.stringify({ pad: 'x'.repeat(3_000_000), ...CONFIG }))
  const chosen = shareOf(CASES, task)
  const endings: Record<string, number> = {}
  const failures: string[] = []
  for (const each of chosen) {
    const { how, problems } = await play(each, task.executable)
    endings[how] = (endings[how] ?? 0) + 1
    if (problems.length > 0) failures.push(`${each.name}: ${how}: ${problems.join('; ')}`)
  }
  return { cases: chosen.length, endings, failures, control: await control() }
}

async function play(one: Case, executable: string): Promise<{ how: string; problems: readonly string[] }> {
  if (one.kind === 'stream') return playStream(one, executable)
  const { ending, problems } = await tryHook(one.flow, executable, { under: ['/usr/bin/prlimit', one.limit, '--'] })
  return { how: ending.signal ?? `exit ${ending.status}`, problems }
}

async function playStream({ script, stage, exit }: StreamCase, executable: string) {
  const before = snapshot(executable)
  const { status, stdout } = await shell(script, stage, executable)
  const told = status === exit ? [] : [`expected exit ${exit}`]
  const half = stdout === '' ? [] : [`found ${stdout.length} characters on stdout`]
  return { how: `exit ${status}`, problems: [...told, ...half, ...difference(before, snapshot(executable))] }
}

async function shell(script: string, stage: string, executable: string) {
  const env = { ...HOOK_ENV, HOOK: executable, STAGE: stage, CONFIG: INPUT, LARGE, STATUS }
  // A process group of its own, of which nothing is left behind: the writers of the silent pipes.
  const child = spawn('sh', ['-c', script], { env, stdio: ['ignore', 'pipe', 'ignore'], detached: true })
  const [status] = await once(child, 'exit')
  signal(-(child.pid ?? 0), 'SIGKILL')
  return { status: Number(status), stdout: await text(child.stdout) }
}

/** The naive hook does not look whether its words arrive: exit 0, though they are lost. */
async function control(): Promise<Control> {
  const lost = CASES.filter((one) => one.kind === 'stream' && one.name.startsWith('stdout')) as readonly StreamCase[]
  let harmed = 0
  for (const { script } of lost) harmed += (await shell(script, 'precreate', naiveHook())).status === 0 ? 1 : 0
  return { harmed, saw: `exit 0 with its output lost in ${harmed} of ${lost.length} ways` }
}
