import fc from 'fast-check'

/** The same documents for every mutant, so that a score can be had again; and nobody reads the smallest counterexample. */
fc.configureGlobal({ seed: 1, endOnFailure: true })

/**
 * A schema is made once. Were that in a test, its mutants would be tried on this test alone, and not on the others. The
 * path is no literal, or each test would be thought to depend on the schema.
 */
const path = '../../src/core/policy/schema.ts'
const { policySchema } = await import(path)
policySchema()
