import { valueAt } from '../core/doctor/value-at.ts'
import { EXIT, HookError } from '../core/errors.ts'
import { printable, quote } from '../core/report/quote.ts'
import { shellQuote } from '../core/report/shell-quote.ts'
import { type Answer, lastWords } from '../shell/doctor/sources.ts'
import { HUNG, run } from './run.ts'

/** What an engine says of a container. */
export interface EngineAnswer {
  readonly engine: 'podman' | 'crun' | 'runc'
  readonly runtime: string
  /** As the engine calls it, however it was named. */
  readonly id: string
  /** Of the container's first process; 0 when it does not run. */
  readonly pid: number
  /** Where its config.json may be, the likelier place first; podman has none before the first start. */
  readonly configPaths: readonly string[]
  readonly groupAdd: readonly string[]
  readonly healthCommand: readonly string[]
}

/** Asks one program, as run.ts does. */
export type Ask = (program: string, args: readonly string[]) => Promise<Answer | undefined>

/**
 * Asks each engine for the container.
 *
 * @throws {HookError} `ERR_PROCESS`: exit 65 when none knows it, 2 when one that may know it could not say.
 */
export async function askEngines(container: string, ask: Ask = run): Promise<EngineAnswer> {
  const faults: string[] = []
  for (const { engine, args, read } of QUESTIONS) {
    const answer = await ask(engine, [...args, '--', container])
    const document = answer?.code === 0 ? parse(answer.stdout) : undefined
    if (document !== undefined) return read(document, container)
    faults.push(...faultOf(engine, answer))
  }
  if (faults.length > 0) throw notTold(container, faults)
  throw unknownContainer(container)
}

const QUESTIONS = [
  { engine: 'podman', args: ['container', 'inspect'], read: (answer: unknown) => fromPodman(answer) },
  { engine: 'crun', args: ['state'], read: (answer: unknown, id: string) => fromState('crun', answer, id) },
  { engine: 'runc', args: ['state'], read: (answer: unknown, id: string) => fromState('runc', answer, id) },
] as const

/** podman refuses a name that it does not know, and much else, by the same exit code. Runtimes that run fail only for that. */
const NOT_THERE = /no such (container|object|file)|does not exist|not found/i

/** As a shell has it: 126 for what cannot be started, 128 and more for what a signal ended. */
const CANNOT_RUN = 126

function faultOf(engine: string, answer: Answer | undefined): string[] {
  if (answer === undefined) return []
  if (answer.code === HUNG) return [`${engine} ${answer.stderr}`]
  if (answer.code === 0) return [`${engine} said what is no JSON: ${quote(answer.stdout)}`]
  if (answer.code >= CANNOT_RUN && engine !== 'podman') return [`${engine} ${answer.stderr}`]
  const isUnknown = engine !== 'podman' || NOT_THERE.test(answer.stderr)
  return isUnknown ? [] : [`${engine} said: ${printable(lastWords(answer))}`]
}

function notTold(container: string, faults: readonly string[]): HookError {
  const message = `container ${quote(container)}: unknown, for ${faults.join('; ')}`
  return new HookError('ERR_PROCESS', EXIT.unknown, message, { remedy: 'podman info' })
}

function unknownContainer(container: string): HookError {
  const message = `container ${quote(container)}: found no such container, asked podman, crun and runc`
  const remedy =
    process.geteuid?.() === 0
      ? 'run it as the user who started the container'
      : `sudo oci-device-hook doctor ${shellQuote(container)}`
  return new HookError('ERR_PROCESS', EXIT.input, message, { remedy })
}

function fromPodman(answer: unknown): EngineAnswer {
  const container = Array.isArray(answer) ? (answer[0] as unknown) : undefined
  const configPath = text(valueAt(container, 'OCIConfigPath'))
  const health = texts(valueAt(container, 'Config', 'Healthcheck', 'Test'))
  return {
    engine: 'podman',
    runtime: text(valueAt(container, 'OCIRuntime')) ?? 'unknown',
    id: text(valueAt(container, 'Id')) ?? '',
    pid: pidIn(valueAt(container, 'State', 'Pid')),
    configPaths: configPath === undefined ? [] : [configPath],
    groupAdd: texts(valueAt(container, 'HostConfig', 'GroupAdd')),
    healthCommand: health.length > 0 ? health : texts(valueAt(container, 'Config', 'Healthcheck', 'Command')),
  }
}

/** crun says "/" for the bundle in some cases, and keeps a copy of config.json itself. */
function fromState(engine: 'crun' | 'runc', answer: unknown, id: string): EngineAnswer {
  const bundle = text(valueAt(answer, 'bundle'))
  const own = engine === 'crun' ? [`/run/crun/${id}/config.json`] : []
  const configPaths = [...(bundle === undefined ? [] : [`${bundle}/config.json`]), ...own]
  const isRunning = valueAt(answer, 'status') !== 'stopped'
  return {
    engine,
    runtime: engine,
    id,
    pid: isRunning ? pidIn(valueAt(answer, 'pid')) : 0,
    configPaths,
    groupAdd: [],
    healthCommand: [],
  }
}

function parse(stdout: string): unknown {
  try {
    return JSON.parse(stdout)
  } catch {
    return undefined
  }
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined
}

function texts(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : []
}

function pidIn(value: unknown): number {
  return typeof value === 'number' && Number.isInteger(value) && value > 0 ? value : 0
}
