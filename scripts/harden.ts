// npm run test:full: the hook under attack, a line per suite. npm test runs the same suites in a smaller size.
import { writeFileSync } from 'node:fs'
import { SUITES } from '../test/hardening/suites.ts'
import { parseTasks, type Task, USAGE } from './harden/options.ts'
import { countsOf, type Line, problems, report } from './harden/report.ts'
import { runTask } from './harden/run-task.ts'
import { COUNTS_FILE } from './test/counts.ts'

process.exitCode = await main(process.argv.slice(2))

async function main(argv: readonly string[]): Promise<number> {
  const tasks = readTasks(argv)
  if (typeof tasks === 'string') return refuse(tasks)
  const lines: Line[] = []
  for (const task of tasks) lines.push(await runAndTell(task))
  say(`\n${report(lines)}`)
  const countsFile = process.env[COUNTS_FILE]
  if (countsFile !== undefined) writeFileSync(countsFile, JSON.stringify(countsOf(lines)))
  return lines.some((line) => problems(line).length > 0) ? 1 : 0
}

function readTasks(argv: readonly string[]): readonly Task[] | string {
  try {
    return parseTasks(argv, SUITES)
  } catch (error) {
    return `${error instanceof Error ? error.message : error}\nUsage: ${USAGE}`
  }
}

async function runAndTell(task: Task): Promise<Line> {
  const { suite, required, seed } = task
  say(
    `${suite.name}: ${required} cases (again: node scripts/harden.ts --suite "${suite.name}" --size ${required} --seed ${seed})`,
  )
  const start = performance.now()
  const result = await runTask(task)
  return { name: suite.name, required, seed, result, seconds: (performance.now() - start) / 1000 }
}

function say(line: string): void {
  process.stdout.write(`${line}\n`)
}

function refuse(reason: string): number {
  process.stderr.write(`${reason}\n`)
  return 2
}
