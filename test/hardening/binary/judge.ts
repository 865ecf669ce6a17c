import type { Case } from '../malformed/generate.ts'
import { expectedOf } from '../malformed/judge.ts'
import { forbiddenEdit } from '../malformed/reference/edited.ts'
import { readJson } from '../malformed/reference/json.ts'
import { isPolicy } from '../malformed/reference/policy.ts'
import type { CallEnding } from './rig.ts'

/** docs/decisions.md has the list. */
const EXITS = [0, 64, 65, 70, 74, 77, 78]
const SERVED = ['precreate', 'createRuntime', 'prestart']
/** A start takes 60 ms; this is a machine that does other things, too. */
const MAX_MS = 5000

/** What is wrong with how the executable ended; empty when nothing is. */
export function judge(given: Case, name: string, ending: CallEnding): string[] {
  const { status, signal, stderr, stdout, ms } = ending
  const said = `${stderr.trim().slice(0, 300)}`
  return [
    ...(signal === null ? [] : [`it ended by ${signal}`]),
    ...(status === null || EXITS.includes(status) ? [] : [`exit ${status}: ${said}`]),
    ...(stderr.includes('internal error') ? [said] : []),
    ...(/^(?:oci-device-hook: [ -~]+\n)*$/.test(stderr) || !SERVED.includes(name)
      ? []
      : [`stderr is ${JSON.stringify(said)}`]),
    ...(status === 0 || stdout.length === 0 ? [] : ['it wrote to stdout beside its refusal']),
    ...(ms > MAX_MS ? [`it took ${ms.toFixed(0)} ms`] : []),
    ...(SERVED.includes(name) ? judgeServed(given, ending) : expectExit(64, ending)),
  ]
}

function judgeServed(given: Case, ending: CallEnding): string[] {
  if (given.kind === 'policy') return isPolicy(given.policy.toString()) ? notExit(78, ending) : expectExit(78, ending)
  const expected = expectedOf(given)
  if (expected === 'refused') return expectExit(65, ending)
  if (given.kind === 'createRuntime') return ending.stdout.length > 0 ? ['createRuntime wrote to stdout'] : []
  return [...(expected === 'starts' ? expectExit(0, ending) : []), ...judgeOutput(given.config, ending)]
}

function judgeOutput(config: Buffer, { status, stdout }: CallEnding): string[] {
  if (status !== 0 || stdout.equals(config)) return []
  const [input, output] = [readJson(config), readJson(stdout)]
  if (input === undefined || output === undefined) return ['it wrote something else than JSON']
  const edit = forbiddenEdit(input, output)
  return edit === undefined ? [] : [edit]
}

function expectExit(exit: number, { status, stderr }: CallEnding): string[] {
  return status === exit ? [] : [`exit ${status}, expected ${exit}: ${stderr.slice(0, 300)}`]
}

function notExit(exit: number, { status, stderr }: CallEnding): string[] {
  return status === exit ? [`exit ${status} for what the reference takes: ${stderr.slice(0, 300)}`] : []
}
