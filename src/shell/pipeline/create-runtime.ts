import type { Observation } from '../../core/model/observation.ts'
import { checkConfig } from '../../core/parse/config.ts'
import { parseRequest, type Request } from '../../core/parse/request.ts'
import type { ContainerState } from '../../core/parse/state.ts'
import type { Circumstances } from '../../core/plan/case.ts'
import { decide } from '../../core/plan/decide.ts'
import type { Decision, RuntimeAction } from '../../core/plan/decision.ts'
import { CREATE_RUNTIME } from '../../core/plan/runtime/strategies.ts'
import { countedAnnotations } from '../../core/policy/annotations.ts'
import { type Outcome, outcomeOf } from '../../core/report/outcome.ts'
import { deviceRules } from '../../core/resolve/rules.ts'
import { applyAction, type Scene } from '../apply/apply.ts'
import { askedLinks } from '../discover/asked.ts'
import { devicesOfContainer } from '../discover/in-container.ts'
import { look } from '../discover/look.ts'
import { realName } from '../discover/names.ts'
import type { Container, System } from '../system.ts'
import { verifyUsable } from '../verify/verify.ts'
import { circumstancesOf } from './situation.ts'

/** What createRuntime found, decided and did. */
export interface RuntimeResult {
  readonly request: Request
  readonly all: Circumstances
  readonly decisions: readonly Decision<RuntimeAction>[]
  readonly outcome: Outcome
}

/** Descriptors held at once: well below the 1024 that a service gets by default. */
const BATCH = 256

/**
 * The stage createRuntime: parse, discover, resolve, plan, apply, verify, for all devices of one container. Private nodes
 * are made and verified here, and published by the caller when all is well.
 *
 * Devices are served in batches, so that one change of identity asks for many and descriptors stay few.
 *
 * @param document config.json, parsed.
 * @throws {HookError} `ERR_CONFIG`, `ERR_ANNOTATION`, `ERR_POLICY`, `ERR_ROOTFS`, `ERR_PROCESS`, `ERR_VERIFY`, `ERR_PRIVATE`
 */
export function runCreateRuntime(
  state: ContainerState,
  document: unknown,
  { container, system, progress }: Pick<Scene, 'container' | 'system' | 'progress'>,
): RuntimeResult {
  const config = checkConfig(document)
  const counted = countedAnnotations(system.policy(), { ...state.annotations, ...config.annotations })
  const request = parseRequest(counted.annotations)
  const all = circumstancesOf(config, request, container.maps, container.hasUserNamespace, system)
  const judge = (decisions: readonly Decision<RuntimeAction>[]) =>
    outcomeOf(decisions, request, all.policy, (name) => realName(name, system.host))
  if (request.mode === 'off') return { request, all, decisions: [], outcome: judge([]) }
  container.enter(config.root?.path ?? 'rootfs')
  const devices = devicesOfContainer(config, deviceRules(config, all.situation), request, system)
  const decisions = serveAll(devices, {
    container,
    system,
    all,
    progress,
    label: all.policy.selinuxLabel === 'container' ? (config.linux?.mountLabel ?? undefined) : undefined,
  })
  makeLinks(request, decisions, container, system)
  return { request, all, decisions, outcome: judge(decisions) }
}

function makeLinks(
  request: Request,
  decisions: readonly Decision<RuntimeAction>[],
  container: Container,
  { host }: System,
): void {
  const served = decisions.filter(({ strategy }) => strategy !== 'refuse').map(({ device }) => device)
  for (const { path, target } of askedLinks(request, served, host)) container.link(path, target)
}

function serveAll(devices: readonly Observation[], scene: Scene): Decision<RuntimeAction>[] {
  const decisions: Decision<RuntimeAction>[] = []
  for (let from = 0; from < devices.length; from += BATCH) {
    decisions.push(...serve(devices.slice(from, from + BATCH), scene))
  }
  return decisions
}

/** Look, decide, apply, verify; a node that is to be covered stays held until it is. */
function serve(devices: readonly Observation[], scene: Scene): Decision<RuntimeAction>[] {
  const { container, system, all } = scene
  const questioner = { who: all.who, maps: all.maps, userns: all.situation.userns }
  const held = look(devices, ({ path }) => container.find(path), questioner, false, system)
  const decisions = held.map(({ device }) => decide(device, all, CREATE_RUNTIME))
  const changed = decisions.flatMap(({ actions, device }, at) =>
    actions.map((action) => ({ device, node: applyAction(action, scene, held[at]?.node) })),
  )
  verifyUsable(changed, questioner, system)
  const covered = new Set(decisions.flatMap(({ actions }, at) => (actions.some(covers) ? [held[at]?.node] : [])))
  const nodes = new Set([...held, ...changed].map(({ node }) => node))
  for (const node of nodes) if (node !== undefined && !covered.has(node)) system.release(node)
  return decisions
}

function covers(action: RuntimeAction): boolean {
  return action.do === 'cover'
}
