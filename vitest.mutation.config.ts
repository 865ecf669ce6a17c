import { defineConfig } from 'vitest/config'

/**
 * The tests of the stages that are mutated, alone: they need no machine, and a mutant must be noticed by them. Left out are
 * what compares rules for `policy check`, since its tests go through every short path, for minutes when they are
 * instrumented; and documents of megabytes: a mutant counts for endless when it did a hundred times as much as its tests.
 */
export default defineConfig({
  test: {
    include: ['test/unit/core/{model,parse,policy,resolve}/**/*.test.ts'],
    exclude: ['test/unit/core/policy/{effective,glob-sets,shadow}.test.ts', 'test/unit/core/parse/json-size.test.ts'],
    setupFiles: ['test/support/mutation-setup.ts'],
    sequence: { setupFiles: 'list' }, // Behind the one that makes a mutant active.
    env: { MUTATION: '1' },
    pool: 'threads',
    testTimeout: 120_000,
  },
})
