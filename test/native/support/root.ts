import type { TestContext } from 'vitest'

/** For `beforeEach`: most of these calls need privileges, and a test that did not run must say so. */
export function needsRoot(context: TestContext): void {
  context.skip(process.getuid?.() !== 0, 'needs root: run the suite with sudo')
}
