import { Command, CommanderError } from 'commander'
import { EXIT } from '../core/errors.ts'
import { errorSentence } from '../core/report/sentence.ts'
import { exitOf, type Output, standardOutput } from './output.ts'
import { addPlan } from './plan.ts'
import { addVerify } from './verify.ts'

/** The command line: names, options and help. What a command does is in a file of its own. */
export function createProgram(output: Output = standardOutput): Command {
  const program = new Command('oci-device-hook')
    .description('Makes host devices usable by the non-root user of a container, and says why when it cannot.')
    .showHelpAfterError('Run "oci-device-hook --help" for the commands.')
    .option('--version', 'print the version, that of Node, and the commit')
    .addHelpText('after', STAGES_HELP)
  addPlan(program, output)
  addVerify(program, output)
  return program
}

/** Parses and runs; every error becomes a sentence and an exit code, never a stack trace. */
export async function runProgram(argv: readonly string[], output: Output = standardOutput): Promise<void> {
  const program = createProgram(output).exitOverride()
  for (const command of program.commands) command.exitOverride()
  try {
    await program.parseAsync(argv)
  } catch (error) {
    if (error instanceof CommanderError) return output.exit(error.exitCode === 0 ? EXIT.ok : EXIT.usage)
    output.error(errorSentence(error))
    output.exit(exitOf(error))
  }
}

const STAGES_HELP = `
Stages, called by container engines:
  precreate      config.json on stdin, changed config.json on stdout (podman)
  createRuntime  the state of the container on stdin (OCI)
  prestart       the older name of createRuntime
`
