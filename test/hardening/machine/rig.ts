import { execFileSync } from 'node:child_process'
import { appendFileSync, chmodSync, chownSync, mkdirSync, writeFileSync, writeSync } from 'node:fs'
import type { Container } from './container.ts'
import { DEVICE, type Flow, OPENED, startContainer } from './flows.ts'
import { type Ending, type HookRun, runHook } from './hook.ts'
import { difference, snapshot } from './snapshot.ts'

/** Where the rig keeps bundles and traces: on the machine's own /tmp. */
export const WORK = '/tmp/work'

/** What one case came to. */
export interface Verdict {
  readonly ending: Ending
  /** What is wrong; empty when nothing is. */
  readonly problems: readonly string[]
}

/** Makes the machine what the flows expect: the device on the host, ids for user namespaces. */
export function prepareMachine(): void {
  mkdirSync(WORK, { mode: 0o755 })
  // A checkout below it is still there by its descriptors: nothing of it is opened by name from here on.
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'mode=1777', 'tmpfs', '/var/tmp'])
  execFileSync('mknod', [DEVICE, 'c', '1', '3'])
  chownSync(DEVICE, 0, 44)
  chmodSync(DEVICE, 0o660)
  for (const file of ['/etc/subuid', '/etc/subgid']) appendFileSync(file, 'root:100000:65536\n')
}

/** Runs a hook in a flow, judges what is to be seen of it, and destroys the container as a runtime does. */
export async function tryHook(
  flow: Flow,
  executable: string,
  how: Pick<HookRun, 'strace' | 'under'> = {},
): Promise<Verdict> {
  const before = snapshot(executable)
  const container = await startContainer(flow, `${WORK}/${flow.name}`)
  const stdin = flow.stage === 'precreate' ? JSON.stringify(flow.furniture.config) : container.state
  const ending = await runHook({ executable, stage: flow.stage, stdin, ...how })
  const wrong = ending.status === 0 ? wrongResult(flow, container, ending) : []
  await container.destroy()
  return { ending, problems: [...wrong, ...difference(before, snapshot(executable))] }
}

/** Runs a hook twice under strace, on one container, and tells what is left on the machine then. */
export async function runTwice(flow: Flow, executable: string): Promise<{ endings: Ending[]; left: string[] }> {
  const before = snapshot(executable)
  const container = await startContainer(flow, `${WORK}/sample`)
  const { stage } = flow
  let stdin = stage === 'precreate' ? JSON.stringify(flow.furniture.config) : container.state
  const endings: Ending[] = []
  for (const _ of ['first', 'second']) {
    const ending = await runHook({ executable, stage, stdin, strace: ['-f'] })
    endings.push(ending)
    // What one precreate hook writes, the next one reads.
    if (stage === 'precreate' && ending.status === 0) stdin = ending.stdout
  }
  await container.destroy()
  return { endings, left: difference(before, snapshot(executable)) }
}

/** After exit 0 the container starts: then what was promised must be there, as its user meets it. */
function wrongResult(flow: Flow, container: Container, { stdout }: Ending): string[] {
  const found = flow.stage === 'precreate' ? stdout : container.use(DEVICE, flow.isMapped)
  const wanted = flow.stage === 'precreate' ? flow.output : OPENED
  return found === wanted ? [] : [`exit 0, but found ${found}, expected ${wanted}`]
}

/** The program's arguments, as the suite gave them. */
export function readTask<Task>(): Task {
  return JSON.parse(process.argv[2] ?? '')
}

/** Hands the program's result to the suite. */
export function report(result: object): void {
  writeSync(3, JSON.stringify(result))
}

/** An executable shell script on the machine. */
export function script(name: string, text: string, shell = '/bin/sh'): string {
  const path = `${WORK}/${name}`
  writeFileSync(path, `#!${shell}\n${text}\n`, { mode: 0o755 })
  return path
}
