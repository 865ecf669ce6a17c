import { type HostGid, type HostUid, UNMAPPED } from '../../core/model/ids.ts'
import type { Observation, Seen } from '../../core/model/observation.ts'
import type { Stage } from '../../core/model/stage.ts'
import { checkConfig } from '../../core/parse/config.ts'
import { parseJson } from '../../core/parse/json.ts'
import { parseRequest } from '../../core/parse/request.ts'
import { decide } from '../../core/plan/decide.ts'
import type { Decision } from '../../core/plan/decision.ts'
import { CREATE_RUNTIME } from '../../core/plan/runtime/strategies.ts'
import { outcomeOf } from '../../core/report/outcome.ts'
import type { StagePlan } from '../../core/report/plan-document.ts'
import { modeAllows } from '../../core/resolve/access.ts'
import { type Entry, entriesOf } from '../../core/resolve/entries.ts'
import { toOutside } from '../../core/resolve/idmap.ts'
import { mapsOf } from '../../core/resolve/maps.ts'
import { accessByRules } from '../../core/resolve/rules.ts'
import { askedDevices, observeAsked } from '../discover/asked.ts'
import { observeEntry } from '../discover/entries.ts'
import type { System } from '../system.ts'
import { planPrecreate } from './precreate.ts'
import { circumstancesOf } from './situation.ts'

/**
 * What the hook would decide at a stage, for a config.json and no container: the same pipeline, stopped before apply.
 *
 * @throws {HookError} as the stages do.
 */
export function planStage(stage: Stage, text: string, system: System): StagePlan {
  const document = parseJson(text, 'config.json')
  if (stage === 'precreate') {
    const { all, decisions, outcome } = planPrecreate(document, system)
    return { stage, who: all.who, decisions, outcome }
  }
  return planRuntime(document, system)
}

/** At createRuntime the nodes exist; without a container, those are assumed that a runtime makes of the entries. */
function planRuntime(document: unknown, system: System): StagePlan {
  const config = checkConfig(document)
  const request = parseRequest(config.annotations ?? {})
  const maps = mapsOf(config)
  const userns = config.linux?.namespaces?.some(({ type }) => type === 'user') === true
  const situation = { realRoot: system.isRealRoot, userns, runtime: 'unknown' } as const
  const all = circumstancesOf(config, request, maps, system, situation)
  const given = entriesOf(config).map((entry) => {
    const openable = userns ? null : modeAllows(entry.seen, all.who, entry.wanted)
    return observeEntry(entry, expectedNode(entry, maps, openable), system.host)
  })
  const rules = config.linux?.resources?.devices
  const asked = askedDevices(request, given, system.host).map((device): Observation => {
    const access = device.host === undefined ? undefined : accessByRules(rules, device.host.number)
    return observeAsked(device, { kind: 'absent' }, access === undefined || (access.read && access.write))
  })
  const decisions: Decision<unknown>[] = [...given, ...asked].map((device) => decide(device, all, CREATE_RUNTIME))
  return { stage: 'createRuntime', who: all.who, decisions, outcome: outcomeOf(decisions, request, all.policy) }
}

function expectedNode({ number, seen }: Entry, maps: ReturnType<typeof mapsOf>, openable: boolean | null): Seen {
  const uid = toOutside(maps.uid, seen.uid)
  const gid = toOutside(maps.gid, seen.gid)
  const owner = { uid: (uid === UNMAPPED ? 65534 : uid) as HostUid, gid: (gid === UNMAPPED ? 65534 : gid) as HostGid }
  return {
    kind: 'own',
    number,
    ...owner,
    mode: seen.mode,
    links: 1,
    openable,
    openableKeepingGroups: null,
    nodev: false,
  }
}
