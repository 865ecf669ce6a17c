import { EXIT, HookError } from '../../core/errors.ts'
import { annotationsOf } from '../../core/parse/container-name.ts'
import { parseJson } from '../../core/parse/json.ts'
import { hasRequest, PREFIX } from '../../core/parse/own-annotations.ts'
import { type ContainerState, parseState } from '../../core/parse/state.ts'
import { countedAnnotations } from '../../core/policy/annotations.ts'
import type { Container, RuntimeSystem, System } from '../system.ts'
import { runCreateRuntime } from './create-runtime.ts'
import { decided } from './decided.ts'
import { failed } from './failed.ts'
import { decodeInput, type Input } from './input.ts'
import type { StageResult } from './result.ts'

/**
 * The stage createRuntime (and prestart): the state in, nothing out.
 *
 * A state that does not fit its process or its bundle stops the container in any case: somebody is lying. A config.json
 * that makes no sense to us, or a host that is not set up for us, stops it only if the container asked. And once anything
 * was changed, every error stops it.
 */
export async function runRuntimeStage(input: Input, system: RuntimeSystem): Promise<StageResult> {
  let state: ContainerState | undefined
  try {
    state = parseState(decodeInput(input, 'the container state on stdin'))
    return serve(state, system.openContainer(state), system)
  } catch (error) {
    const asked = state !== undefined && mayHaveAsked(state, error, system)
    return { ...failed(error, state?.id ?? '', asked, asked || !isConfiguration(error)), output: undefined }
  }
}

/** Runtimes may leave annotations out of the state. What stops a container in any case needs no second look. */
function mayHaveAsked(state: ContainerState, error: unknown, system: RuntimeSystem): boolean {
  return hasRequest(state.annotations) || (isConfiguration(error) && system.configMentions(state, PREFIX))
}

function serve(state: ContainerState, container: Container, system: System): StageResult {
  const progress = { changed: false }
  // A config.json that cannot be parsed is searched as text.
  let asked = hasRequest(state.annotations) || container.configText.includes(PREFIX)
  try {
    const document = parseJson(container.configText, 'config.json')
    const counted = countedAnnotations(system.policy(), { ...state.annotations, ...annotationsOf(document) })
    asked = hasRequest(counted.annotations)
    const { all, decisions, outcome } = runCreateRuntime(state, document, { container, system, progress })
    const result = {
      ...decided({ container: state.id, asked, ignored: counted.ignored }, all, decisions, outcome),
      output: undefined,
    }
    return outcome.exit === EXIT.ok ? { ...result, publish: () => container.publish() } : result
  } catch (error) {
    return { ...failed(error, state.id, asked, asked || progress.changed), output: undefined }
  }
}

/** Policy file or native add-on: the administrator's mistake, not the container's. */
function isConfiguration(error: unknown): boolean {
  return error instanceof HookError && error.exit === EXIT.configuration
}
