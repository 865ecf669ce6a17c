import { join } from 'node:path'
import type { Counts } from '../test/counts.ts'
import { tapInTree } from './enter.ts'

/** Suites that `npm test` runs on Debian 13: CDI, podman with both runtimes, containerd 1.7, and what only its tools can run. */
const SAMPLE = ['70-cdi.bats', '20-podman-rootful.bats', '80-containerd.bats', '81-kubernetes.bats']

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
