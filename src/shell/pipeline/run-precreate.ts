import { EXIT } from '../../core/errors.ts'
import { annotationsOf, containerName } from '../../core/parse/container-name.ts'
import { concernsUs } from '../../core/parse/glance.ts'
import { parseJson } from '../../core/parse/json.ts'
import { hasRequest, PREFIX } from '../../core/parse/own-annotations.ts'
import { countedAnnotations } from '../../core/policy/annotations.ts'
import type { System } from '../system.ts'
import { failed } from './failed.ts'
import { decodeInput, type Input } from './input.ts'
import type { StageResult } from './result.ts'
import type { servePrecreate } from './serve-precreate.ts'

/** What is loaded only for a container with devices: planner and JSON editor cost more than all before them. */
export interface Precreate {
  readonly system: System
  readonly serve: typeof servePrecreate
}

const NOTHING_TO_DO = { output: 'input', sentences: [], exit: EXIT.ok } as const

/**
 * The stage precreate: config.json in, config.json out.
 *
 * A container that did not ask is never stopped: whatever goes wrong, its config.json goes out as it came in.
 */
export async function runPrecreate(input: Input, load: () => Promise<Precreate>): Promise<StageResult> {
  let [name, asked] = ['', mentionsUs(input)]
  try {
    const text = decodeInput(input, 'config.json')
    const document = parseJson(text, 'config.json')
    name = containerName(document)
    asked = hasRequest(annotationsOf(document))
    if (!concernsUs(document)) {
      return { ...NOTHING_TO_DO, log: { container: name, asked, user: undefined, devices: [], error: undefined } }
    }
    const { system, serve } = await load()
    const counted = countedAnnotations(system.policy(), annotationsOf(document))
    asked = hasRequest(counted.annotations)
    return serve(text, document, { container: name, asked, ignored: counted.ignored }, system)
  } catch (error) {
    return { ...failed(error, name, asked, asked), output: asked ? undefined : 'input' }
  }
}

/** For input that cannot be parsed: whether one of our annotations stands in it, as bytes. */
function mentionsUs({ bytes }: Input): boolean {
  return bytes.includes(PREFIX)
}
