import { isUtf8 } from 'node:buffer'
import { parseLinks } from './core/cdi/links.ts'
import { EXIT, type ExitCode, HookError } from './core/errors.ts'
import { errorSentence } from './core/report/sentence.ts'
import { tellEngine } from './shell/linux/engine-stderr.ts'
import { harden } from './shell/linux/harden.ts'
import { hardenUnlessFault } from './shell/linux/harden-process.ts'
import { tellStderr } from './shell/linux/hook-stderr.ts'
import { linuxRuntimeSystem } from './shell/linux/linux-runtime.ts'
import { readStdin } from './shell/linux/stdin.ts'
import { isBeyondRepair } from './shell/pipeline/failed.ts'
import { makeLinks } from './shell/pipeline/make-links.ts'

/**
 * The hook of our CDI specs: makes stable names in a container that is being created. The state of the container is on
 * stdin, as for createRuntime; the links are the arguments.
 */
export async function runLinkHook(args: readonly string[]): Promise<ExitCode> {
  try {
    harden()
    const fault = hardenUnlessFault()
    const bytes = readStdin()
    if (fault !== undefined) throw fault
    const links = parseLinks(args)
    makeLinks(links, { bytes, text: isUtf8(bytes) ? bytes.toString('utf8') : undefined }, await linuxRuntimeSystem())
    return EXIT.ok
  } catch (error) {
    const sentence = errorSentence(error)
    tellStderr([sentence])
    if (!isBeyondRepair(error)) tellEngine([sentence])
    return error instanceof HookError ? error.exit : EXIT.internal
  }
}
