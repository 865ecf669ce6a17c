import { isUtf8 } from 'node:buffer'
import { EXIT, type ExitCode, HookError } from './core/errors.ts'
import type { Stage } from './core/model/stage.ts'
import { errorSentence } from './core/report/sentence.ts'
import { clock } from './shell/linux/clock.ts'
import { tellEngine } from './shell/linux/engine-stderr.ts'
import { harden } from './shell/linux/harden.ts'
import { tellStderr } from './shell/linux/hook-stderr.ts'
import { openLog } from './shell/linux/log.ts'
import { readStdin } from './shell/linux/stdin.ts'
import { writeConfig } from './shell/linux/stdio.ts'
import type { Input } from './shell/pipeline/input.ts'
import { recordOf, type StageResult } from './shell/pipeline/result.ts'
import { type Precreate, runPrecreate } from './shell/pipeline/run-precreate.ts'
import { VERSION } from './version.ts'

/**
 * The hook: stdin to stage to stdout, stderr, log and exit code.
 *
 * @param name The stage as it was called: `prestart` stays `prestart` in the log.
 */
export async function runHook(stage: Stage, name: string): Promise<ExitCode> {
  try {
    harden()
    const run = await stageRunner(stage)
    const bytes = readStdin()
    const text = isUtf8(bytes) ? bytes.toString('utf8') : undefined
    const decided = await run({ bytes, text })
    const log = await openLog(decided.logging)
    const delivered = deliver(decided, bytes)
    const published = publish(delivered)
    await log.write(recordOf(name, VERSION, published, clock))
    if (delivered.exit !== EXIT.ok) tellEngine(delivered.sentences)
    return published.exit
  } catch (error) {
    tellStderr([errorSentence(error)])
    return error instanceof HookError ? error.exit : EXIT.internal
  }
}

/** What createRuntime takes is loaded at once, for it starts with system calls; precreate mostly has nothing to do. */
async function stageRunner(stage: Stage): Promise<(input: Input) => Promise<StageResult>> {
  if (stage === 'precreate') return (input) => runPrecreate(input, precreate)
  const { prepareCreateRuntime } = await import('./create-runtime.ts')
  return prepareCreateRuntime()
}

async function precreate(): Promise<Precreate> {
  const { loadPrecreate } = await import('./precreate.ts')
  return loadPrecreate()
}

/** Writes what the stage has to say. Output that nobody takes turns the result into a failure. */
function deliver(result: StageResult, input: Buffer): StageResult {
  tellStderr(result.sentences)
  if (result.output === undefined) return result
  try {
    writeConfig(result.output === 'input' ? input : Buffer.from(result.output))
    return result
  } catch (error) {
    if (!(error instanceof HookError)) throw error
    return failure(result, error)
  }
}

/**
 * The last step of createRuntime, with the log already open: from here on nothing is looked up by name, however it ends.
 */
function publish(result: StageResult): StageResult {
  try {
    if (result.exit === EXIT.ok) result.publish?.()
    return result
  } catch (error) {
    if (!(error instanceof HookError)) throw error
    return failure(result, error)
  }
}

function failure(result: StageResult, error: HookError): StageResult {
  const message = errorSentence(error)
  tellStderr([message])
  const sentences = [...result.sentences, message]
  return { ...result, sentences, exit: error.exit, log: { ...result.log, error: { code: error.code, message } } }
}
