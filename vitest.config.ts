import { defineConfig } from 'vitest/config'

/**
 * shell/linux/, native/ and the commands that use them are tested on real containers and devices, which takes root;
 * without it those tests are skipped, and the gates are those of core alone.
 */
const isRoot = process.getuid?.() === 0

/**
 * One project per folder. `native` and `unit` both run in forked processes: credentials and mount namespaces belong
 * to a thread in Linux, and a worker thread that changes them would share a process with tests that did not ask.
 */
export default defineConfig({
  test: {
    coverage: {
      provider: 'v8',
      include: ['src/**/*.ts'],
      reporter: ['text-summary', 'html', 'json-summary'],
      // Of `unit` and `native` in one run: vitest run --project unit --project native --coverage.
      thresholds: {
        'src/core/**': { lines: 98, branches: 93 },
        // What stands between hostile input and a decision.
        'src/core/{parse,policy,resolve,verdict}/**': { lines: 100 },
        'src/core/model/{ids,paths}.ts': { lines: 100, branches: 100 },
        ...(isRoot ? { lines: 90, branches: 85, 'src/cli/**': { lines: 95 }, 'src/shell/**': { lines: 93 } } : {}),
      },
    },
    projects: [
      {
        test: {
          name: 'unit',
          include: ['test/unit/**/*.test.ts'],
          pool: 'forks',
          globalSetup: ['test/support/subreaper.ts'],
          // Tables and generated documents by the thousand, under coverage, on small machines.
          testTimeout: 30_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'native',
          include: ['test/native/**/*.test.ts'],
          pool: 'forks',
          // Mounts are seen by every file of the project, so files run one after the other, and not beside those of `unit`.
          fileParallelism: false,
          // A file may start several hundred children that open(2) for real.
          testTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'build',
          include: ['test/build/**/*.test.ts'],
          pool: 'forks',
          globalSetup: ['test/build/support/build-once.ts'],
          // Starts of the real executable, some of them under strace, and controls that hang on purpose.
          testTimeout: 60_000,
        },
      },
    ],
  },
})
