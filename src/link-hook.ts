import { isUtf8 } from 'node:buffer'
import { parseLinks } from './core/cdi/links.ts'
import { EXIT, type ExitCode, HookError } from './core/errors.ts'
import { errorSentence } from './core/report/sentence.ts'
import { tellEngine } from './shell/linux/engine-stderr.ts'
import { harden } from './shell/linux/harden.ts'
import { readStdin } from './shell/linux/stdin.ts'
import { writeStderr } from './shell/linux/stdio.ts'

/**
 * The hook of our CDI specs: makes stable names in a container that is being created. The state of the container is on
 * stdin, as for createRuntime; the links are the arguments.
 */
export async function runLinkHook(args: readonly string[]): Promise<ExitCode> {
  try {
    harden('createRuntime')
    const bytes = readStdin()
    const links = parseLinks(args)
    const [{ makeLinks }, { linuxSystem }] = await Promise.all([
      import('./shell/pipeline/make-links.ts'),
      import('./shell/linux/linux.ts'),
    ])
    makeLinks(links, { bytes, text: isUtf8(bytes) ? bytes.toString('utf8') : undefined }, await linuxSystem())
    return EXIT.ok
  } catch (error) {
    const sentence = errorSentence(error)
    writeStderr(sentence)
    tellEngine([sentence])
    return error instanceof HookError ? error.exit : EXIT.internal
  }
}
