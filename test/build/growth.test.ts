import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, inject, test } from 'vitest'
import { readBlob } from './support/blob.ts'
import { FLOWS, type Flow, modulesOf, systemCallsOf } from './support/flows.ts'
import { missing } from './support/run.ts'

/*
 * What a start costs, in counts that do not depend on the machine. `growth.json` has those that were thought about; when
 * one grows by more than a tenth, somebody has to think again. Then: npm run growth:accept
 */
interface Counts {
  /** Bytes of script and code cache that are read. */
  readonly bytes: number
  readonly modules: number
  readonly systemCalls: number
}

const FILE = join(import.meta.dirname, 'growth.json')
const TENTH = 1.1
const accepts = process.env.ACCEPT_GROWTH === '1'

const PARTS: { readonly [F in Flow]: readonly string[] } = {
  'nothing to do': [],
  precreate: ['precreate'],
  createRuntime: ['create-runtime'],
}

test.for(FLOWS)('%s reads, loads and calls at most a tenth more than was accepted', async (flow, { skip }) => {
  const reason = ['strace', 'jq', 'nsenter'].map(missing).find((each) => each !== undefined)
  if (reason !== undefined) skip(reason)
  if (process.getuid?.() !== 0) skip('needs root, to stand in for a runtime')
  const counts = await count(flow)
  if (accepts) accept(flow, counts)
  const accepted: Record<string, Counts> = JSON.parse(readFileSync(FILE, 'utf8'))
  for (const [name, found] of Object.entries(counts)) {
    const limit = Math.floor((accepted[flow]?.[name as keyof Counts] ?? 0) * TENTH)
    expect(found, `${name} of "${flow}"; to accept it: npm run growth:accept`).toBeLessThanOrEqual(limit)
    expect(found).toBeGreaterThan(0)
  }
})

async function count(flow: Flow): Promise<Counts> {
  const { sizes } = readBlob(inject('executable'))
  const parts = PARTS[flow].flatMap((name) => [name, `${name}.cache`])
  const bytes =
    sizes.main + sizes.mainCache + parts.reduce((sum, name) => sum + (sizes.assets.get(name) ?? Number.NaN), 0)
  const systemCalls = (await systemCallsOf(flow, inject('executable'))).length
  return { bytes, modules: modulesOf(flow).length, systemCalls }
}

function accept(flow: Flow, counts: Counts): void {
  const accepted: Record<string, Counts> = JSON.parse(readFileSync(FILE, 'utf8'))
  writeFileSync(FILE, `${JSON.stringify({ ...accepted, [flow]: counts }, null, 2)}\n`)
}
