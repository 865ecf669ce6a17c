/**
 * How much work a test takes on: less of it under mutation (vitest.mutation.config.ts), where the tests run once for
 * each mutant, and a mutant that never ends is waited for as long as all of them take.
 */
export function scaled(amount: number): number {
  return process.env.MUTATION === undefined ? amount : Math.ceil(amount / 10)
}
