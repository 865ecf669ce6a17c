import { showMode, showNumber } from '../model/device.ts'
import type { Usable } from '../model/observation.ts'
import type { Stage } from '../model/stage.ts'
import type { Decision } from '../plan/decision.ts'
import type { Identity } from '../resolve/identity.ts'
import type { Outcome } from './outcome.ts'

/** A dry run: what a stage would decide, and how it would end. */
export interface StagePlan {
  readonly stage: Stage
  readonly who: Identity
  readonly decisions: readonly Decision<unknown>[]
  readonly outcome: Outcome
}

/** The JSON of `plan --json`. Fields may be added; `version` changes when one is renamed or removed. */
export interface PlanDocument {
  readonly version: 1
  readonly stage: Stage
  readonly identity: { readonly uid: number; readonly gid: number; readonly groups: readonly number[] }
  readonly devices: readonly PlannedDevice[]
}

export interface PlannedDevice {
  readonly path: string
  readonly hostPath: string | null
  readonly number: string | null
  readonly host: { readonly uid: number; readonly gid: number; readonly mode: string } | null
  readonly strategy: string
  readonly reason: string
  readonly remedy: string | null
  readonly usable: { readonly before: Usable; readonly after: Usable }
}

export function planDocument({ stage, who, decisions }: StagePlan): PlanDocument {
  const identity = { uid: who.uid, gid: who.gid, groups: who.groups }
  return { version: 1, stage, identity, devices: decisions.map(plannedDevice) }
}

function plannedDevice({ path, hostPath, device, strategy, reason, remedy, usable }: Decision<unknown>): PlannedDevice {
  const { host, number } = device
  return {
    path,
    hostPath: hostPath ?? null,
    number: number === undefined ? null : showNumber(number),
    host: host === undefined ? null : { uid: host.uid, gid: host.gid, mode: showMode(host.mode) },
    strategy,
    reason,
    remedy: remedy ?? null,
    usable,
  }
}
