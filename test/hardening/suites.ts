import { absentFeatures } from './absent/suite.ts'
import { access } from './access/suite.ts'
import { binary } from './binary/suite.ts'
import { cves } from './cves/suite.ts'
import { environment } from './environment/suite.ts'
import { faults } from './faults/suite.ts'
import { killHook } from './kill/suite.ts'
import { killRuntime } from './kill-runtime/suite.ts'
import { layouts } from './layouts/suite.ts'
import { malformed } from './malformed/suite.ts'
import { oracle } from './oracle/suite.ts'
import { races } from './races/suite.ts'
import { reuse } from './reuse/suite.ts'
import { streams } from './streams/suite.ts'
import type { Suite } from './suite.ts'
import { upgrade } from './upgrade/suite.ts'

/** Every hardening suite, in the order of the table. */
export const SUITES: readonly Suite[] = [
  malformed,
  binary,
  layouts,
  races,
  cves,
  faults,
  killHook,
  killRuntime,
  reuse,
  oracle,
  streams,
  upgrade,
  access,
  absentFeatures,
  environment,
]
