import type { DeviceClass } from '../../model/device-class.ts'
import type { Verdict } from '../../verdict/verdict.ts'
import type { Finding } from '../finding.ts'
import type { ContainerFacts } from './facts.ts'
import { recognise } from './patterns.ts'

/** The JSON of `doctor CONTAINER --json`. Fields may be added; `version` changes when one is renamed or removed. */
export interface ContainerDocument {
  readonly version: 1
  readonly container: string
  readonly engine: string
  readonly runtime: string
  /** Verdicts of a container that does not run are what the hook's plan says about its next start. */
  readonly running: boolean
  readonly user: { readonly uid: number; readonly gid: number; readonly groups: readonly number[] }
  readonly devices: readonly (Verdict & { readonly class: DeviceClass | null })[]
  readonly findings: readonly Finding[]
}

export function containerDocument(facts: ContainerFacts): ContainerDocument {
  const { name, engine, runtime, isRunning, user, devices } = facts
  return {
    version: 1,
    container: name,
    engine,
    runtime,
    running: isRunning,
    user,
    devices: devices.map(({ node: _, host, ...verdict }) => ({ ...verdict, class: host?.class ?? null })),
    findings: recognise(facts),
  }
}
