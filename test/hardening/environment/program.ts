// One lane of the suite, on a machine of its own.
import { spawnSync } from 'node:child_process'
import { HOOK, HOOK_ENVIRONMENT } from '../../../scripts/matrix/binary.ts'
import { configurePodman } from '../../../scripts/matrix/host.ts'
import { writeBundle } from '../machine/container.ts'
import { OWNER } from '../machine/flows.ts'
import { type LaneAnswer, type LaneTask, shareOf } from '../machine/lane.ts'
import { prepareMachine, readTask, report } from '../machine/rig.ts'
import type { Control } from '../suite.ts'
import { CASES, type Case, KINDS, type Kind, nameOf } from './axes.ts'
import { BUNDLE, type Started, shippedEntry, startWith } from './start.ts'
import { buildEvil, Trap } from './trap.ts'
import { VARIABLES, type Variable } from './variables.ts'

/** A start takes a second at most; one that waits for a FIFO takes all of its 20. */
const MAX_MS = 15_000
const ROOTFS = `${BUNDLE}/rootfs`

/**
 * What reaches the hook when it is called with such an environment, and no `env` of an entry is there to keep it out:
 * docs/security.md has the list, too.
 */
const KNOWN_LIMITS: readonly string[] = [
  'LD_PRELOAD',
  'LD_AUDIT',
  'LD_LIBRARY_PATH',
  'NODE_COMPILE_CACHE',
  'NODE_V8_COVERAGE',
]

/** Of all lanes only the first one's counts. */
const NO_CONTROL: Control = { skipped: 'the first lane has it' }

report(run(readTask<LaneTask>()))

function run(task: LaneTask): LaneAnswer {
  prepareMachine()
  configurePodman()
  buildEvil()
  writeBundle(BUNDLE, OWNER.furniture.config)
  const cases = shareOf(CASES, task)
  const failures = [...cases.flatMap(attack), ...(task.lane === 0 ? [] : directly(task.size < CASES.length))]
  const endings = { [`started, lane ${task.lane}`]: cases.length }
  return { cases: cases.length, endings, failures, control: task.lane === 0 ? control() : NO_CONTROL }
}

function attack(each: Case): string[] {
  using trap = new Trap(each.variable, each.kind, ROOTFS)
  const started = startWith(each, trap.path, shippedEntry(each.stage))
  return [...trap.sprung(), ...judge(each, started)].map((problem) => `${nameOf(each)}: ${problem}`)
}

/** createContainer is not served: there the hook has to be asked, and to refuse. */
function judge({ stage }: Case, { status, stderr, ms, logged }: Started): string[] {
  const isServed = stage !== 'createContainer'
  const asExpected = isServed ? status === 0 && logged : status !== 0 && status !== null && !logged
  return [
    ...(asExpected ? [] : [`exit ${status}, ${logged ? '' : 'not '}in the log: ${stderr.trim().slice(0, 300)}`]),
    ...(ms > MAX_MS ? [`it took ${ms.toFixed(0)} ms`] : []),
  ]
}

/** The executable called with the variable itself: what reaches it is what is known to, and nothing makes it wait. */
function directly(briefly: boolean): string[] {
  const kinds = briefly ? (['file', 'directory', 'missing'] as const) : KINDS
  return VARIABLES.flatMap((variable) => {
    const seen = kinds.map((kind) => ({ kind, ...callWith(variable, kind) }))
    const reached = seen.filter(({ sprung }) => sprung.length > 0)
    const isKnown = KNOWN_LIMITS.includes(variable.name)
    const stuck = seen
      .filter(({ status }) => status === null)
      .map(({ kind }) => `${variable.name} names ${kind}: it hangs`)
    if (isKnown)
      return reached.length > 0 ? stuck : [...stuck, `${variable.name} is no limit, though it is listed as one`]
    return [
      ...stuck,
      ...reached.map(({ kind, sprung }) => `${variable.name} names ${kind}, called directly: ${sprung}`),
    ]
  })
}

function callWith(variable: Variable, kind: Kind) {
  using trap = new Trap(variable, kind, ROOTFS)
  const env = { ...HOOK_ENVIRONMENT, [variable.name]: variable.value(trap.path) }
  const input = JSON.stringify(OWNER.furniture.config)
  const { status } = spawnSync(HOOK, ['precreate'], { env, input, cwd: ROOTFS, timeout: MAX_MS, killSignal: 'SIGKILL' })
  return { status, sprung: trap.sprung() }
}

/** The same hook with an entry that has no `env`. */
function control(): Control {
  const owned = CASES.filter(({ variable, kind, stage }) => isTelling(variable.name, kind, stage)).filter((each) => {
    using trap = new Trap(each.variable, each.kind, ROOTFS)
    const { env: _, ...entry } = shippedEntry(each.stage)
    // The caller's environment is kept from runc and crun themselves: the library would be loaded by them.
    startWith(each, trap.path, entry)
    return trap.sprung().length > 0
  })
  const how = owned.map(({ variable, stage, runtime }) => `${variable.name} at ${stage} of ${runtime}`)
  return { harmed: owned.length, saw: `without env in the entry: ${[...new Set(how)].join(', ')}` }
}

function isTelling(name: string, kind: string, stage: string): boolean {
  const byImage = name === 'LD_PRELOAD' && kind === 'image' && stage === 'createContainer'
  return byImage || (name === 'NODE_COMPILE_CACHE' && kind === 'missing' && stage === 'createRuntime')
}
