/**
 * A hardening suite: the hook is attacked, and a naive implementation is attacked the same way to show that the attack is
 * one.
 *
 * One folder per suite beside this file; `suites.ts` has the list, `scripts/harden.ts` runs it.
 */
export interface Suite {
  /** What `--suite` and the table call it. */
  readonly name: string
  /** How many cases `npm test` runs. Committed: a run that executes fewer fails. */
  readonly ci: number
  /** How many cases `npm run test:full` runs. */
  readonly full: number
  /** What the machine must have; where it has not, the suite is printed as skipped. */
  readonly needs?: Needs
  /** Where it stands still: a suite that takes longer for its cases of `npm test` has failed. Seconds; 300 when left out. */
  readonly limit?: number
  /** Runs `size` cases, chosen by `seed` alone. May throw: then the suite has failed with that message. */
  readonly run: (size: number, seed: number) => Promise<Found>
}

/** What a suite cannot do without. */
export interface Needs {
  /** Run by root, in the private mount namespace that test/support/private-host makes. */
  readonly root?: boolean
  /** The built dist/oci-device-hook. */
  readonly executable?: boolean
  /** Programs, such as runtimes. */
  readonly commands?: readonly string[]
}

/** What came of a suite. */
export interface Found {
  /** Cases that really ran, however they came out. */
  readonly cases: number
  /** Cases in which the hook did what it must not. */
  readonly failed: number
  /** Printed below the table's line: of each failed case what was given, what came of it, and how to run it again. */
  readonly notes: readonly string[]
  readonly control: Control
}

/**
 * What the naive implementation did in the same cases: how often harm was done, and a sentence for the table. A control
 * that met no harm proves nothing, so the suite counts as failed. One that cannot run here says why.
 */
export type Control = { readonly harmed: number; readonly saw: string } | { readonly skipped: string }
