import { races } from './races/suite.ts'
import type { Suite } from './suite.ts'

/** Every hardening suite, in the order of the table. */
export const SUITES: readonly Suite[] = [races]
