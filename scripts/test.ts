// npm test: types, lint, unit and native, build, the executable, and containers.
import { installMissing } from './engines/install.ts'
import { TEST_TOOLS } from './engines/tools.ts'
import { oneTest } from './test/counts.ts'
import { STEPS, type Step } from './test/steps.ts'
import { type Outcome, summary } from './test/summary.ts'
import { unableBecause } from './trixie/install.ts'

const outcomes: Outcome[] = []

await installTools()
for (const step of STEPS) outcomes.push(await runStep(step))
say(summary(outcomes))
process.exitCode = outcomes.some(({ counts }) => counts.failed > 0) ? 1 : 0

async function installTools(): Promise<void> {
  const { missing, remedy } = await installMissing(TEST_TOOLS, say)
  const unable = await unableBecause(say)
  if (unable !== undefined) say(`Without Debian 13 and packages, because ${unable}`)
  for (const { command, purpose } of missing) say(`Without ${command} there is no testing of: ${purpose}. ${remedy}`)
}

async function runStep({ name, needs, run }: Step): Promise<Outcome> {
  say(`\n== ${name}`)
  const start = performance.now()
  const counts = hasFailed(needs) ? blocked(needs) : await run()
  return { name, counts, seconds: (performance.now() - start) / 1000 }
}

function hasFailed(step: string | undefined): boolean {
  return outcomes.some(({ name, counts }) => name === step && counts.failed > 0)
}

function blocked(needs: string | undefined) {
  say(`Not run, because ${needs} failed`)
  return oneTest(false)
}

function say(line: string): void {
  process.stdout.write(`${line}\n`)
}
