import { CREATE_SYMLINKS } from './core/cdi/subcommand.ts'
import { EXIT, type ExitCode, HookError } from './core/errors.ts'
import { STAGES, UNSERVED_STAGES } from './core/model/stage.ts'
import { errorSentence } from './core/report/sentence.ts'
import { runHook } from './hook.ts'
import { tellStderr } from './shell/linux/hook-stderr.ts'
import { freezeIntrinsics } from './shell/linux/intrinsics.ts'
import { leave } from './shell/linux/leave.ts'
import { refuseSetId } from './shell/linux/set-id.ts'
import { writeStderr, writeStdout } from './shell/linux/stdio.ts'
import { versionText } from './version.ts'

/** A hook's stderr may be a file that a container chose; a person who types may have one of their own. */
let tell = (sentence: string): void => tellStderr([sentence])

/**
 * The edge of the process: reads argv, and ends with an exit code.
 *
 * A stage alone is the hook, which runs at every start of a container; everything else is the command line, which loads
 * its libraries only now.
 */
async function main([name = '', ...rest]: readonly string[]): Promise<void> {
  if (!isHook(name)) tell = writeStderr
  freezeIntrinsics()
  refuseSetId()
  const stage = rest.length === 0 && Object.hasOwn(STAGES, name) ? STAGES[name] : undefined
  if (stage !== undefined) return leave(await runHook(stage, name))
  if (name === CREATE_SYMLINKS) return leave(await linkHook(rest))
  if (Object.hasOwn(UNSERVED_STAGES, name)) return leave(refuseStage(name))
  if (name === '--version') return leave(printVersion())
  await import('./cli/main.ts')
}

function isHook(name: string): boolean {
  return name === CREATE_SYMLINKS || Object.hasOwn(STAGES, name) || Object.hasOwn(UNSERVED_STAGES, name)
}

async function linkHook(args: readonly string[]): Promise<ExitCode> {
  const { runLinkHook } = await import('./link-hook.ts')
  return runLinkHook(args)
}

function refuseStage(name: string): ExitCode {
  const served = Object.keys(STAGES).join(', ')
  tell(`oci-device-hook: the stage ${name} is not served: ${UNSERVED_STAGES[name]}. Remedy: use ${served}`)
  return EXIT.usage
}

function printVersion(): ExitCode {
  writeStdout(Buffer.from(versionText()))
  return EXIT.ok
}

/** No stack trace, and never a success by accident. */
function fail(error: unknown): void {
  tell(errorSentence(error))
  leave(error instanceof HookError ? error.exit : EXIT.internal)
}

process.on('uncaughtException', fail)
main(process.argv.slice(2)).catch(fail)
