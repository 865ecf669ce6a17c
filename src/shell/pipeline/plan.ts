import { type HostGid, type HostUid, OVERFLOW_ID, UNMAPPED } from '../../core/model/ids.ts'
import type { Observation, Seen } from '../../core/model/observation.ts'
import type { Stage } from '../../core/model/stage.ts'
import { parseJson } from '../../core/parse/json.ts'
import type { Circumstances } from '../../core/plan/case.ts'
import { decide } from '../../core/plan/decide.ts'
import type { Decision, RuntimeAction } from '../../core/plan/decision.ts'
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
  const decisions = devices.map((device) => decideFor(makings(device, all), all))
  const outcome = outcomeOf(decisions, request, all.policy, (name) => realName(name, system.host))
  return { stage: 'createRuntime', who: all.who, decisions, outcome }
}

/** Where it is not known which runtime makes the node, only what is true of either is promised. */
function decideFor(devices: readonly Observation[], all: Circumstances): Decision<RuntimeAction> {
  const [first, ...others] = devices.map((device) => decide(device, all, CREATE_RUNTIME))
  if (first === undefined) throw new Error('there is nothing to decide about')
  const areAlike = others.every(({ usable }) => usable.after === first.usable.after)
  return areAlike ? first : { ...first, usable: { before: null, after: null } }
}

/** With a user namespace crun makes a node of an entry, and runc binds the host's. */
function makings(device: Observation, all: Circumstances): Observation[] {
  const { bindable } = device
  const { userns, runtime } = all.situation
  if (device.seen.kind !== 'entry' || !userns || bindable === undefined) return [made(device, all)]
  const bound = { ...device, seen: bindable }
  if (!runtime.sure) return [made(device, all), bound]
  return [runtime.name === 'runc' ? bound : made(device, all)]
}

function made(device: Observation, { who, maps, situation }: Circumstances): Observation {
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
    openableWithGroup: null,
    propagates: false,
    nodev: false,
  }
  return { ...device, seen: node }
}
