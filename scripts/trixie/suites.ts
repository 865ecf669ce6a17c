import { join } from 'node:path'
import type { Counts } from '../test/counts.ts'
import { tapInTree } from './enter.ts'

/** Suites that are run on Debian 13 with everything else: what CDI, podman's hooks and the two runtimes promise. */
const SAMPLE = ['70-cdi.bats', '20-podman-rootful.bats', '30-crun.bats', '31-runc.bats']

/**
 * Runs bats suites with the engines of a Debian 13.
 *
 * @param suites Names of files in test/bats, or options of bats; none for the sample.
 */
export async function runSuites(say: (line: string) => void, suites: readonly string[] = []): Promise<Counts> {
  const chosen = suites.length === 0 ? SAMPLE : suites
  const files = chosen.map((suite) => (suite.endsWith('.bats') ? join('test/bats', suite) : suite))
  return tapInTree(['test/bats/run', '--formatter', 'tap', ...files], say)
}
