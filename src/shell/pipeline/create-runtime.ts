import type { Observation, Seen } from '../../core/model/observation.ts'
import type { ContainerPath } from '../../core/model/paths.ts'
import { type Config, checkConfig } from '../../core/parse/config.ts'
import { parseJson } from '../../core/parse/json.ts'
import { parseRequest, type Request } from '../../core/parse/request.ts'
import type { ContainerState } from '../../core/parse/state.ts'
import type { Circumstances } from '../../core/plan/case.ts'
import { decide } from '../../core/plan/decide.ts'
import type { Decision, RuntimeAction } from '../../core/plan/decision.ts'
import { CREATE_RUNTIME } from '../../core/plan/runtime/strategies.ts'
import { type Outcome, outcomeOf } from '../../core/report/outcome.ts'
import { entriesOf } from '../../core/resolve/entries.ts'
import { accessByRules } from '../../core/resolve/rules.ts'
import { applyAction } from '../apply/apply.ts'
import { askedDevices, observeAsked } from '../discover/asked.ts'
import { observeEntry } from '../discover/entries.ts'
import type { Container, Found, Handle, System } from '../system.ts'
import { verifyUsable } from '../verify/verify.ts'
import { circumstancesOf } from './situation.ts'

/** A device as observed, with the node that is held for it. */
interface Held {
  readonly device: Observation
  readonly node: Handle | undefined
}

/** What createRuntime found, decided and did. */
export interface RuntimeResult {
  readonly request: Request
  readonly all: Circumstances
  readonly decisions: readonly Decision<RuntimeAction>[]
  readonly outcome: Outcome
}

/** Whether anything was changed yet: from then on every error stops the container. */
export interface Progress {
  changed: boolean
}

/** What every step for every device needs. */
interface Scene {
  readonly container: Container
  readonly system: System
  readonly all: Circumstances
  readonly progress: Progress
}

/** Descriptors held at once: well below the 1024 that a service gets by default. */
const BATCH = 256

/**
 * The stage createRuntime: parse, discover, resolve, plan, apply, verify, for all devices of one container.
 *
 * Devices are served in batches, so that one change of identity asks for many and descriptors stay few.
 *
 * @throws {HookError} `ERR_CONFIG`, `ERR_ANNOTATION`, `ERR_POLICY`, `ERR_ROOTFS`, `ERR_PROCESS`, `ERR_VERIFY`
 */
export function runCreateRuntime(
  state: ContainerState,
  container: Container,
  system: System,
  progress: Progress,
): RuntimeResult {
  const config = checkConfig(parseJson(container.configText, 'config.json'))
  const request = parseRequest({ ...state.annotations, ...config.annotations })
  const { maps, hasUserNamespace: userns } = container
  const situation = { realRoot: system.isRealRoot, userns, runtime: 'unknown' } as const
  const all = circumstancesOf(config, request, maps, system, situation)
  if (request.mode === 'off') return { request, all, decisions: [], outcome: outcomeOf([], request, all.policy) }
  container.enter(config.root?.path ?? 'rootfs')
  const decisions = serveAll(config, request, { container, system, all, progress })
  return { request, all, decisions, outcome: outcomeOf(decisions, request, all.policy) }
}

function serveAll(config: Config, request: Request, scene: Scene) {
  const { system } = scene
  const entries = entriesOf(config)
  const given = entries.map((entry) => observeEntry(entry, { kind: 'absent' }, system.host))
  const rules = config.linux?.resources?.devices
  const asked = askedDevices(request, given, system.host).map((device) => {
    const access = device.host === undefined ? undefined : accessByRules(rules, device.host.number)
    return observeAsked(device, { kind: 'absent' }, access === undefined || (access.read && access.write))
  })
  const devices = [...given, ...asked]
  const decisions: Decision<RuntimeAction>[] = []
  for (let from = 0; from < devices.length; from += BATCH) {
    decisions.push(...serve(devices.slice(from, from + BATCH), scene))
  }
  return decisions
}

function serve(devices: readonly Observation[], scene: Scene) {
  const { container, system, all, progress } = scene
  const held = look(devices, scene)
  const decisions = held.map(({ device }) => decide(device, all, CREATE_RUNTIME))
  const changed = decisions.flatMap(({ actions, device }, index) =>
    actions.map((action) => {
      progress.changed = true
      return { device, node: applyAction(action, container, held[index]?.node) }
    }),
  )
  verifyUsable(changed, all.who, system)
  const nodes = new Set([...held, ...changed].flatMap(({ node }) => (node === undefined ? [] : [node])))
  for (const node of nodes) system.release(node)
  return decisions
}

/** Opens every device at once, then asks the kernel about all of them under one change of identity. */
function look(devices: readonly Observation[], { container, system, all }: Scene): Held[] {
  const found = devices.map((device) => container.find(device.path as ContainerPath))
  const questions = found.flatMap((each, index) => {
    const wanted = devices[index]?.wanted
    return each.kind === 'node' && wanted !== undefined ? [{ node: each.handle, wanted }] : []
  })
  const answers = system.mayOpen(all.who, questions)
  const answer = new Map(questions.map(({ node }, index) => [node, answers[index] ?? null]))
  return devices.map((device, index) => hold(device, found[index] ?? { kind: 'absent' }, answer))
}

function hold(device: Observation, found: Found, answer: ReadonlyMap<Handle, boolean | null>): Held {
  if (found.kind !== 'node') return { device: { ...device, seen: found }, node: undefined }
  const openable = answer.get(found.handle) ?? null
  const seen: Seen = { ...found.seen, openable, openableKeepingGroups: null }
  return { device: { ...device, seen }, node: found.handle }
}
