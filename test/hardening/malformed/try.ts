import { isUtf8 } from 'node:buffer'
import { HookError } from '../../../src/core/errors.ts'
import { type DeviceNumber, showNumber } from '../../../src/core/model/device.ts'
import type { Stage } from '../../../src/core/model/stage.ts'
import { deviceDenial } from '../../../src/core/policy/judge.ts'
import { parsePolicy } from '../../../src/core/policy/parse.ts'
import type { Policy } from '../../../src/core/policy/policy.ts'
import { RecordingSystem } from '../../support/recorder.ts'
import { runStage } from '../../support/stage.ts'
import type { Case } from './generate.ts'
import { judgeStage, type Ran } from './judge.ts'
import { isPolicy } from './reference/policy.ts'
import { worldOf } from './worlds.ts'

/** Where a case counts as hanging. Milliseconds of this thread's time: a busy machine is nobody's fault. */
const MAX_MS = 1000

/** What came of a case. */
export interface Tried {
  /** How it ended, to count by: `precreate ERR_JSON`. */
  readonly end: string
  /** What is wrong about it, a sentence each. */
  readonly problems: readonly string[]
}

/** Tries one case on the hook's pipeline, with a machine in memory. Never throws. */
export async function tryCase(given: Case): Promise<Tried> {
  const start = process.threadCpuUsage()
  const { end, problems } = await judged(given)
  const { user, system } = process.threadCpuUsage(start)
  const took = (user + system) / 1000
  return { end, problems: took > MAX_MS ? [...problems, `it took ${took.toFixed(0)} ms`] : problems }
}

async function judged(given: Case): Promise<Tried> {
  try {
    return given.kind === 'policy' ? tryPolicy(given.policy) : await tryStage(given)
  } catch (error) {
    return { end: 'exception', problems: [`it threw ${error instanceof Error ? error.stack : error}`] }
  }
}

async function tryStage(given: Exclude<Case, { kind: 'policy' }>): Promise<Tried> {
  const stdin = given.kind === 'precreate' ? given.config : given.state
  const ran = await runOn(given.kind, stdin, new RecordingSystem(worldOf(given.world, given.config.toString())))
  return { end: `${given.kind} ${endOf(ran)}`, problems: judgeStage(asRead(given), ran) }
}

/** shell/linux reads the bundle's file as text, precreate its input as bytes. */
function asRead<Given extends Case>(given: Given): Given {
  return given.kind === 'createRuntime' ? { ...given, config: Buffer.from(given.config.toString()) } : given
}

function endOf({ exit, log, output, system }: Ran): string {
  if (log.error !== undefined) return log.error.code
  if (exit !== 0) return `exit ${exit}`
  return system.calls.length > 0 || (output !== undefined && output !== 'input') ? 'changed' : 'left alone'
}

async function runOn(stage: Stage, bytes: Buffer, system: RecordingSystem): Promise<Ran> {
  const text = isUtf8(bytes) ? bytes.toString() : undefined
  return { ...(await runStage(stage, { bytes, text }, system)), system }
}

function tryPolicy(bytes: Buffer): Tried {
  const toml = bytes.toString()
  const policy = takenPolicy(toml)
  if (policy === undefined) {
    return { end: 'policy refused', problems: isPolicy(toml) ? ['refused a policy that the reference takes'] : [] }
  }
  const odd = isPolicy(toml) ? [] : ['took a policy that the reference refuses']
  return { end: 'policy taken', problems: [...odd, ...lostDenials(policy)] }
}

function takenPolicy(toml: string): Policy | undefined {
  try {
    return parsePolicy(toml, '/etc/oci-device-hook/policy.toml')
  } catch (error) {
    if (error instanceof HookError && error.code === 'ERR_POLICY' && error.exit === 78) return undefined
    throw error
  }
}

/** No file takes away what is denied anyway: memory, ports, block devices. */
function lostDenials(policy: Policy): string[] {
  return NEVER.flatMap((number) => {
    const denial = deviceDenial(policy, { path: '/dev/x', number, classOf: () => 'other' })
    return denial === undefined ? [`${showNumber(number)} may be served`] : []
  })
}

const NEVER: readonly DeviceNumber[] = [
  { type: 'c', major: 1, minor: 1 },
  { type: 'c', major: 1, minor: 4 },
  { type: 'b', major: 8, minor: 0 },
]
