import { type HostGid, type HostUid, OVERFLOW_ID, UNMAPPED } from '../../core/model/ids.ts'
import type { Observation, Seen } from '../../core/model/observation.ts'
import type { Stage } from '../../core/model/stage.ts'
import { parseJson } from '../../core/parse/json.ts'
import type { Circumstances } from '../../core/plan/case.ts'
import { decide } from '../../core/plan/decide.ts'
import { CREATE_RUNTIME } from '../../core/plan/runtime/strategies.ts'
import { outcomeOf } from '../../core/report/outcome.ts'
import type { StagePlan } from '../../core/report/plan-document.ts'
import { modeAllows } from '../../core/resolve/access.ts'
import { toOutside } from '../../core/resolve/idmap.ts'
import { realName } from '../discover/names.ts'
import type { System } from '../system.ts'
import { observeBeforeCreation } from './before-creation.ts'
import { planPrecreate } from './precreate.ts'

/**
 * What the hook would decide at a stage, for a config.json and no container: the same pipeline, stopped before apply.
 *
 * @throws {HookError} as the stages do.
 */
export function planStage(stage: Stage, text: string, system: System): StagePlan {
  const document = parseJson(text, 'config.json')
  if (stage === 'createRuntime') return planRuntime(document, system)
  const { all, decisions, outcome } = planPrecreate(document, system)
  return { stage, who: all.who, decisions, outcome }
}

/** At createRuntime the nodes exist; without a container, those are assumed that a runtime makes of the entries. */
function planRuntime(document: unknown, system: System): StagePlan {
  const { request, all, devices } = observeBeforeCreation(document, system)
  const decisions = devices.map((device) => decide(expected(device, all), all, CREATE_RUNTIME))
  const outcome = outcomeOf(decisions, request, all.policy, (name) => realName(name, system.host))
  return { stage: 'createRuntime', who: all.who, decisions, outcome }
}

function expected(device: Observation, { who, maps, situation }: Circumstances): Observation {
  const { seen, number, wanted } = device
  if (seen.kind !== 'entry' || number === undefined) return device
  const openable = situation.userns ? null : modeAllows(seen, who, wanted)
  const uid = toOutside(maps.uid, seen.uid)
  const gid = toOutside(maps.gid, seen.gid)
  const node: Seen = {
    kind: 'own',
    number,
    uid: (uid === UNMAPPED ? OVERFLOW_ID : uid) as HostUid,
    gid: (gid === UNMAPPED ? OVERFLOW_ID : gid) as HostGid,
    mode: seen.mode,
    links: 1,
    openable,
    openableKeepingGroups: null,
    propagates: false,
    nodev: false,
  }
  return { ...device, seen: node }
}
