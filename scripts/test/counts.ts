/** The variable that names the file for the counts of a step that runs in a process of its own. */
export const COUNTS_FILE = 'OCI_DEVICE_HOOK_TEST_COUNTS'

/** A test that did not run, and why. */
export interface Skipped {
  readonly name: string
  readonly reason: string
}

/** What a step of the test run found. */
export interface Counts {
  readonly passed: number
  readonly failed: number
  readonly skipped: readonly Skipped[]
}

/** A step that knows only yes or no counts as one test. */
export function oneTest(held: boolean): Counts {
  return { passed: held ? 1 : 0, failed: held ? 0 : 1, skipped: [] }
}

/** The sum of all steps. */
export function total(all: readonly Counts[]): Counts {
  return {
    passed: all.reduce((sum, { passed }) => sum + passed, 0),
    failed: all.reduce((sum, { failed }) => sum + failed, 0),
    skipped: all.flatMap(({ skipped }) => skipped),
  }
}

/** A runner that ends badly without a failed test (a crash, a threshold) is a failure of its own. */
export function orFailed(counts: Counts, exitCode: number | undefined): Counts {
  return exitCode === 0 || counts.failed > 0 ? counts : { ...counts, failed: 1 }
}
