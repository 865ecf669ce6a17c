import { defineConfig } from 'vitest/config'

/**
 * The tests of the stages that are mutated, alone: they need no machine, and a mutant must be noticed by them. Left out is
 * what compares rules for `policy check`: its tests go through every short path, for minutes when they are instrumented.
 */
export default defineConfig({
  test: {
    include: ['test/unit/core/{model,parse,policy,resolve}/**/*.test.ts'],
    exclude: ['test/unit/core/policy/{effective,glob-sets,shadow}.test.ts'],
    setupFiles: ['test/support/mutation-setup.ts'],
    env: { MUTATION: '1' },
    pool: 'threads',
    testTimeout: 120_000,
  },
})
