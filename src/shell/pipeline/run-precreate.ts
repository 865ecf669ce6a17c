import { EXIT } from '../../core/errors.ts'
import { annotationsOf, containerName } from '../../core/parse/container-name.ts'
import { concernsUs } from '../../core/parse/glance.ts'
import { parseJson } from '../../core/parse/json.ts'
import { hasRequest, PREFIX } from '../../core/parse/request.ts'
import { countedAnnotations } from '../../core/policy/annotations.ts'
import type { LoadSystem, System } from '../system.ts'
import { decodeInput, type Input } from './input.ts'
import { type Asking, decided, failed, type StageResult } from './result.ts'

const NOTHING_TO_DO = { output: 'input', sentences: [], exit: EXIT.ok } as const

/**
 * The stage precreate: config.json in, config.json out.
 *
 * A container that did not ask is never stopped: whatever goes wrong, its config.json goes out as it came in.
 */
export async function runPrecreate(input: Input, load: LoadSystem): Promise<StageResult> {
  let [name, asked] = ['', mentionsUs(input)]
  try {
    const text = decodeInput(input, 'config.json')
    const document = parseJson(text, 'config.json')
    name = containerName(document)
    asked = hasRequest(annotationsOf(document))
    if (!concernsUs(document)) {
      return { ...NOTHING_TO_DO, log: { container: name, asked, user: undefined, devices: [], error: undefined } }
    }
    const system = await load()
    const counted = countedAnnotations(system.policy(), annotationsOf(document))
    asked = hasRequest(counted.annotations)
    return await serve(text, document, { container: name, asked, ignored: counted.ignored }, system)
  } catch (error) {
    return { ...failed(error, name, asked, asked), output: asked ? undefined : 'input' }
  }
}

/** Loaded only for a container with devices: schemas, planner and JSON editor cost more than all before them. */
async function serve(text: string, document: unknown, asker: Asking, system: System) {
  const { applyPrecreate, planPrecreate } = await import('./precreate.ts')
  const plan = planPrecreate(document, system)
  const result = decided(asker, plan.all, plan.decisions, plan.outcome)
  if (result.exit !== EXIT.ok) return { ...result, output: undefined }
  const output = applyPrecreate(text, plan, system)
  return { ...result, output: output === text ? 'input' : output } as const
}

/** For input that cannot be parsed: whether one of our annotations stands in it, as bytes. */
function mentionsUs({ bytes }: Input): boolean {
  return bytes.includes(PREFIX)
}
