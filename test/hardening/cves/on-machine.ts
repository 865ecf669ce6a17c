// Every replay, one after the other, on a machine of their own.
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { makeNode } from '../../support/make-node.ts'
import { prepareMachine, report } from '../machine/rig.ts'
import { makeNotOurs } from '../races/rig.ts'
import type { Found } from '../suite.ts'
import { ADDED, FORBIDDEN, STABLE } from './creation.ts'
import { REPLAYS } from './list.ts'
import { isImpossible, type Replay } from './replay.ts'

/** What came of one replay: a line, whether it held, and whether its control met the harm. */
interface Replayed {
  readonly line: string
  readonly held: boolean
  readonly harmed: boolean
}

prepareMachine()
makeNotOurs()
for (const path of [ADDED, FORBIDDEN]) makeNode(path, { type: 'c', major: 1, minor: 3 }, [0, 44, 0o660])
mkdirSync(STABLE.slice(0, STABLE.lastIndexOf('/')), { recursive: true })
symlinkSync('../../video2', STABLE)
mkdirSync('/etc/oci-device-hook', { mode: 0o755 })
writeFileSync('/etc/oci-device-hook/policy.toml', `[create]\ndevices = ["${ADDED}"]\n`)

const only = process.env.OCI_DEVICE_HOOK_CASE
const replayed: Replayed[] = []
for (const each of REPLAYS) if (only === undefined || each.cve === only) replayed.push(await run(each))
report(found())

async function run({ cve, was, naive, hook }: Replay): Promise<Replayed> {
  const control = await naive()
  const harm = await hook()
  const skipped = isImpossible(control) ? control.skipped : undefined
  const harmed = skipped === undefined && control !== undefined
  const told = skipped ?? (isImpossible(control) ? '' : (control ?? 'MET NO HARM'))
  const verdict = harm === undefined ? 'held' : `FAILED: ${harm}`
  const held = harm === undefined && (harmed || skipped !== undefined)
  return { line: `${cve} (${was}): ${verdict}; control: ${told}`, held, harmed }
}

function found(): Found {
  const harmed = replayed.filter((each) => each.harmed).length
  return {
    cases: replayed.length,
    failed: replayed.filter(({ held }) => !held).length,
    notes: replayed.map(({ line }) => line.replaceAll(/\s*\n\s*/g, ' ')),
    control: { harmed, saw: `naive hooks met the harm of ${harmed} of ${replayed.length} holes` },
  }
}
