import { isUtf8 } from 'node:buffer'
import { HookError } from '../../../src/core/errors.ts'
import type { Stage } from '../../../src/core/model/stage.ts'
import { parsePolicy } from '../../../src/core/policy/parse.ts'
import { BUILT_IN_POLICY, type Policy } from '../../../src/core/policy/policy.ts'
import { runStage } from '../../../src/shell/pipeline/run.ts'
import { RecordingSystem } from '../../support/recorder.ts'
import type { Case } from './generate.ts'
import { judgeCreateRuntime, judgePrecreate, type Ran } from './judge.ts'
import { isToml } from './reference/policy.ts'
import { worldOf } from './worlds.ts'

/** Where a case counts as hanging. Milliseconds. */
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
  const start = performance.now()
  const { end, problems } = await judged(given)
  const took = performance.now() - start
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
  // As shell/linux reads the bundle's file.
  const text = given.config.toString()
  const ran = await runOn(given.kind, stdin, new RecordingSystem(worldOf(given.world, text)))
  const problems =
    given.kind === 'precreate'
      ? judgePrecreate(given.config, ran)
      : judgeCreateRuntime(given.state, Buffer.from(text), ran)
  return { end: `${given.kind} ${endOf(ran)}`, problems }
}

function endOf({ exit, log, output, system }: Ran): string {
  if (log.error !== undefined) return log.error.code
  if (exit !== 0) return `exit ${exit}`
  return system.calls.length > 0 || (output !== undefined && output !== 'input') ? 'changed' : 'left alone'
}

async function runOn(stage: Stage, bytes: Buffer, system: RecordingSystem): Promise<Ran> {
  const text = isUtf8(bytes) ? bytes.toString() : undefined
  return { ...(await runStage(stage, { bytes, text }, async () => system)), system }
}

function tryPolicy(bytes: Buffer): Tried {
  const toml = bytes.toString()
  try {
    const policy = parsePolicy(toml, '/etc/oci-device-hook/policy.toml')
    return {
      end: 'policy taken',
      problems: [...(isToml(toml) ? [] : ['took what is not TOML']), ...lostDenials(policy)],
    }
  } catch (error) {
    if (error instanceof HookError && error.code === 'ERR_POLICY' && error.exit === 78) {
      return { end: 'policy refused', problems: [] }
    }
    throw error
  }
}

/** No file takes away what is denied anyway. */
function lostDenials(policy: Policy): string[] {
  const lists = ['denyNumbers', 'denyGroups', 'denyGids'] as const
  return lists.flatMap((list) => {
    const kept = new Set(policy[list].map((each) => JSON.stringify(each)))
    const lost = BUILT_IN_POLICY[list].filter((each) => !kept.has(JSON.stringify(each)))
    return lost.length === 0 ? [] : [`the built-in ${list} lost ${JSON.stringify(lost)}`]
  })
}
