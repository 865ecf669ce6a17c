import type { StageResult } from '../../../src/shell/pipeline/result.ts'
import type { RecordingSystem } from '../../support/recorder.ts'
import type { Case } from './generate.ts'
import { isConfig, isState } from './reference/documents.ts'
import { forbiddenEdit } from './reference/edited.ts'
import { type Read, readJson } from './reference/json.ts'
import { annotationsOf, hasAsked, isRequest } from './reference/request.ts'

/** A stage's result, with the machine in memory that it worked on. */
export interface Ran extends StageResult {
  readonly system: RecordingSystem
}

/** Error codes by which malformed input may be refused. */
const INPUT = ['ERR_STDIN', 'ERR_JSON', 'ERR_STATE', 'ERR_CONFIG', 'ERR_ANNOTATION']
const EXITS = [0, 65, 77]
/** 600 characters for a sentence, with what marks a cut. */
const MAX_LINE = 603
const MAX_ID = 2 ** 31 - 1

/** What must become of a container: its start is refused as malformed, it starts in any case, or that depends. */
export type Expected = 'refused' | 'starts' | 'depends'

/** What the reference says of a case, from its documents alone. */
export function expectedOf(given: Exclude<Case, { kind: 'policy' }>): Expected {
  const config = readJson(given.config)
  if (given.kind === 'precreate') return expectedOfConfig(config, given.config, new Map())
  const state = readJson(given.state)
  return state === undefined || !isState(state.body)
    ? 'refused'
    : expectedOfConfig(config, given.config, annotationsOf(state))
}

function expectedOfConfig(
  read: Read | undefined,
  config: Buffer,
  told: ReadonlyMap<string, string | undefined>,
): Expected {
  const annotations = read === undefined ? undefined : annotationsOf(read)
  const mentions = annotations === undefined ? config.includes('oci-device-hook/') : hasAsked(annotations)
  if (!mentions && !hasAsked(told)) return 'starts'
  const isFit = read !== undefined && isConfig(read.body) && isRequest(new Map([...told, ...(annotations ?? [])]))
  return isFit || (told.size === 0 && isInfra(annotations)) ? 'depends' : 'refused'
}

/** What is wrong with how a stage ended; empty when nothing is. */
export function judgeStage(given: Exclude<Case, { kind: 'policy' }>, ran: Ran): string[] {
  const expected = expectedOf(given)
  return [
    ...judgeAny(ran),
    ...judgeVerdict(expected, ran),
    ...(given.kind === 'precreate' ? judgePrecreate(given.config, expected, ran) : []),
  ]
}

function judgePrecreate(config: Buffer, expected: Expected, ran: Ran): string[] {
  const input = readJson(config)
  const isFit = input !== undefined && isConfig(input.body)
  return [
    ...judgeOutput(input, ran),
    ...(expected === 'starts' && !isFit && ran.output !== 'input' ? ['edited what it did not understand'] : []),
    ...(ran.system.calls.length > 0 ? ['precreate changed the machine'] : []),
  ]
}

/** What holds for every run, whatever the input. */
function judgeAny({ exit, log, sentences, system, output }: Ran): string[] {
  const odd = sentences.find((line) => !/^oci-device-hook: [ -~]+$/.test(line) || line.length > MAX_LINE)
  return [
    ...(EXITS.includes(exit) ? [] : [`exit ${exit}: ${sentences}`]),
    ...(log.error === undefined || INPUT.includes(log.error.code) ? [] : [`${log.error.code}: ${log.error.message}`]),
    ...(odd === undefined ? [] : [`a sentence that is more than one printable line: ${JSON.stringify(odd)}`]),
    ...(exit === 0 || output === undefined ? [] : ['gave output beside its refusal']),
    ...(log.error === undefined || system.calls.length === 0 ? [] : ['changed something beside its refusal']),
    ...stillHeld(system).map((path) => `still holds ${path}`),
    ...system.calls.flatMap((call) => ('owner' in call ? judgeIds(call.owner) : [])),
  ]
}

/** What is to be covered stays held until the process ends with the covering. */
function stillHeld({ held, calls }: RecordingSystem): string[] {
  const covered = new Set(calls.flatMap((call) => (call.do === 'cover' ? [call.path] : [])))
  return held.filter((path) => !covered.has(path))
}

function judgeIds(owner: { readonly uid: number; readonly gid: number; readonly mode: number }): string[] {
  const isId = (id: number) => Number.isInteger(id) && id >= 0 && id <= MAX_ID
  const holds = isId(owner.uid) && isId(owner.gid) && Number.isInteger(owner.mode) && (owner.mode & ~0o666) === 0
  return holds ? [] : [`gave a node to ${JSON.stringify(owner)}`]
}

/** A container that asked starts only with input that the reference takes, too; one that did not starts with any. */
function judgeVerdict(expected: Expected, { exit, log, sentences }: Ran): string[] {
  const isRefused = log.error !== undefined && INPUT.includes(log.error.code)
  if (expected === 'starts') return exit === 0 ? [] : [`stopped a container that did not ask: ${exit}`]
  if (expected === 'refused') return isRefused && exit === 65 ? [] : [`took what the reference refuses: exit ${exit}`]
  return isRefused ? [`refused what the reference takes: ${sentences}`] : []
}

function judgeOutput(input: Read | undefined, { exit, output }: Ran): string[] {
  if (exit !== 0 || output === 'input') return []
  const written = output === undefined ? undefined : readJson(Buffer.from(output))
  if (input === undefined || written === undefined) return ['wrote something else than JSON']
  const edit = forbiddenEdit(input, written)
  return edit === undefined ? [] : [edit]
}

/** Pause containers are left alone, whatever their annotations. */
function isInfra(annotations: ReadonlyMap<string, string | undefined> | undefined): boolean {
  const sandbox = ['io.kubernetes.cri-o.ContainerType', 'io.kubernetes.cri.container-type']
  return (
    sandbox.some((key) => annotations?.get(key) === 'sandbox') ||
    annotations?.get('io.podman.annotations.infra') === 'TRUE'
  )
}
