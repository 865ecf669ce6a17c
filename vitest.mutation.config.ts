import { defineConfig } from 'vitest/config'

/**
 * The tests of core alone: they need no machine, and a mutant of core must be noticed by them. Left out is what compares
 * rules for `policy check`: its tests go through every short path, for minutes when they are instrumented.
 */
export default defineConfig({
  test: {
    include: ['test/unit/core/**/*.test.ts'],
    exclude: ['test/unit/core/policy/{effective,glob-sets,shadow}.test.ts'],
    pool: 'threads',
    testTimeout: 120_000,
  },
})
