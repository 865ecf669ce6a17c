import { writeFileSync } from 'node:fs'
import type { Reporter, TestCase, TestModule } from 'vitest/node'
import { COUNTS_FILE, type Counts } from './counts.ts'

/** Writes how many tests passed and failed, and each skipped one with its reason, which vitest's own JSON leaves out. */
export default class CountsReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandled: readonly unknown[]): void {
    const file = process.env[COUNTS_FILE]
    if (file !== undefined) writeFileSync(file, JSON.stringify(count(modules, unhandled.length)))
  }
}

function count(modules: readonly TestModule[], unhandled: number): Counts {
  const tests = modules.flatMap((module) => [...module.children.allTests()])
  const broken = modules.reduce((sum, module) => sum + module.errors().length, unhandled)
  return {
    passed: withState(tests, 'passed').length,
    // A test without a result is one whose process died.
    failed: withState(tests, 'failed').length + withState(tests, 'pending').length + broken,
    skipped: withState(tests, 'skipped').map((test) => ({ name: test.fullName, reason: reasonOf(test) })),
  }
}

function withState(tests: readonly TestCase[], state: string): TestCase[] {
  return tests.filter((test) => test.result().state === state)
}

function reasonOf(test: TestCase): string {
  const result = test.result()
  return (result.state === 'skipped' ? result.note : undefined) ?? 'no reason given'
}
