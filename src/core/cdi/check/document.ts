import type { Finding } from './finding.ts'

/** What `cdi check --json` prints. Version 1. */
export interface CheckDocument {
  readonly version: 1
  readonly directories: readonly string[]
  readonly files: number
  readonly findings: readonly Finding[]
}

/** 0: nothing is wrong, there may be warnings. 1: something is. 2: something could not be told. */
export function checkExit({ findings }: CheckDocument): 0 | 1 | 2 {
  if (findings.some(({ standing }) => standing === 'fail')) return 1
  return findings.some(({ standing }) => standing === 'unknown') ? 2 : 0
}
