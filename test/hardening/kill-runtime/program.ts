/** One lane of the suite, on a machine of its own. */
import { copyFileSync } from 'node:fs'
import { OPENED } from '../machine/flows.ts'
import { type LaneAnswer, type LaneTask, shareOf } from '../machine/lane.ts'
import { prepareMachine, readTask, report, script, WORK } from '../machine/rig.ts'
import { difference, snapshot } from '../machine/snapshot.ts'
import type { Step } from '../machine/steps.ts'
import type { Control } from '../suite.ts'
import { KINDS, type Kind, makeBundle } from './bundle.ts'
import { makeOrphan } from './orphan.ts'
import { recordPoints } from './points.ts'
import { RUNTIMES, type RuntimeName, runContainer, STRACE } from './start.ts'

interface Case {
  readonly runtime: RuntimeName
  readonly kind: Kind
  readonly point: Step
}

/** Opens the node, waits, and changes what it has opened, whatever became of its runtime meanwhile. */
const NAIVE = `
pid=$(sed 's/.*"pid" *: *\\([0-9]*\\).*/\\1/')
exec 3< "/proc/$pid/root${WORK}/own/rootfs/dev/video2"
kill -STOP $$
chown 1000:1000 /proc/self/fd/3`

report(await run(readTask<LaneTask>()))

async function run(task: LaneTask): Promise<LaneAnswer> {
  prepareMachine()
  const failures: string[] = []
  const all: Case[] = []
  for (const runtime of RUNTIMES) {
    for (const kind of KINDS) {
      const { points, broken } = await recordPoints(runtime, kind, task.executable)
      failures.push(...broken.map((breach) => `${runtime}, ${kind}: ${breach}`))
      all.push(...points.map((point) => ({ runtime, kind, point })))
    }
  }
  const chosen = shareOf(all, task)
  for (const each of chosen) {
    const problems = await kill(each, task.executable)
    failures.push(...problems.map((problem) => `${show(each)}: ${problem}`))
  }
  return { cases: chosen.length, endings: { orphans: chosen.length }, failures, control: await control() }
}

async function kill({ runtime, kind, point }: Case, executable: string): Promise<string[]> {
  const before = snapshot(executable)
  const inject = ['-e', `inject=${point.name}:signal=SIGSTOP:when=${point.nth}`]
  const stopping = makeBundle(kind, [...STRACE, ...inject, executable, 'createRuntime'])
  const changes = await makeOrphan(runtime, stopping, executable)
  const left = difference(before, snapshot(executable))
  const next = await runContainer(runtime, makeBundle(kind, [executable, 'createRuntime']))
  const wrong = next === OPENED ? [] : [`the next start: found "${next}", expected "${OPENED}"`]
  return [...changes.map((call) => `the orphan did ${call}`), ...left, ...wrong]
}

function show({ runtime, kind, point }: Case): string {
  return `${runtime}, ${kind}, stopped at ${point.name} #${point.nth}`
}

async function control(): Promise<Control> {
  const shell = `${WORK}/sh` // Of its own, so that it can be told from other shells.
  copyFileSync('/bin/busybox', shell)
  const bundle = makeBundle('own node', [...STRACE, script('naive-orphan', NAIVE, shell)])
  const changes = await makeOrphan('crun', bundle, shell)
  return { harmed: changes.length, saw: `as an orphan it still changes ${changes.length} node` }
}
