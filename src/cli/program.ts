import { Command, CommanderError, Option } from 'commander'
import { EXIT } from '../core/errors.ts'
import { printable } from '../core/report/quote.ts'
import { addCdi } from './cdi/cdi.ts'
import { addCompletion } from './completion/completion.ts'
import { addDevices } from './devices/devices.ts'
import { addDoctor } from './doctor/doctor.ts'
import { joinExplainText } from './doctor/explain-words.ts'
import { addGidmap } from './gidmap/gidmap.ts'
import { addInstall } from './install/install.ts'
import { addUninstall } from './install/uninstall.ts'
import { addLog } from './log/log.ts'
import { withManual } from './manual.ts'
import { COLOUR_CHOICES, type ColourChoice } from './output/colour.ts'
import { reportError } from './output/error.ts'
import { type Output, standardOutput } from './output/output.ts'
import { paint } from './output/screen.ts'
import { addPlan } from './plan.ts'
import { addPolicy } from './policy.ts'
import { addStages } from './stages.ts'
import { addVerify } from './verify.ts'

/** The command line: names, options and help. What a command does is in a file of its own. */
export function createProgram(output: Output = standardOutput): Command {
  const program = new Command('oci-device-hook')
    .description('Makes host devices usable by the non-root user of a container, and says why when it cannot.')
    .option('--version', 'print the version, that of Node, and the commit')
    .addOption(new Option('--color <when>', 'colour the output').choices(COLOUR_CHOICES).default('auto'))
    .option('--debug', 'show where an error comes from')
    .on('option:color', (when: ColourChoice) => {
      output.colour = when
    })
    .on('option:debug', () => {
      output.debug = true
    })
  showOn(output, program)
  withManual(program, MANUAL, output)
  addPlan(program, output)
  addPolicy(program, output)
  addVerify(program, output)
  addDoctor(program, output)
  addDevices(program, output)
  addCdi(program, output)
  addInstall(program, output)
  addUninstall(program, output)
  addLog(program, output)
  addGidmap(program, output)
  addCompletion(program, output)
  addStages(program, output)
  return program
}

/** Parses and runs; every error becomes a sentence and an exit code, never a stack trace. */
export async function runProgram(argv: readonly string[], output: Output = standardOutput): Promise<void> {
  const program = createProgram(output)
  try {
    const doctor = program.commands.find((command) => command.name() === 'doctor')
    await program.parseAsync(doctor === undefined ? argv : joinExplainText(argv, doctor))
  } catch (error) {
    if (error instanceof CommanderError) return output.exit(error.exitCode === 0 ? EXIT.ok : EXIT.usage)
    reportError(error, output)
  }
}

/** Commands take over what their program is set to when they are added to it, so this comes first. */
function showOn(output: Output, program: Command): void {
  program
    .exitOverride()
    .showHelpAfterError('Run it with --help for what there is.')
    .configureHelp({ styleTitle: (text) => paint(output.screen, 'heading', text), showGlobalOptions: true })
    .configureOutput({
      writeOut: (text) => output.write(text),
      writeErr: (text) => output.error(text.trimEnd()),
      outputError: (text, write) => write(plain(text).replace(/^error:/, paint(output.errorScreen, 'fail', PREFIX))),
      getOutHelpWidth: () => Math.min(output.screen.columns, 80),
      getErrHelpWidth: () => Math.min(output.errorScreen.columns, 80),
      getOutHasColors: () => output.screen.hasColour,
      getErrHasColors: () => output.errorScreen.hasColour,
    })
}

/** Words of the command line are in it: nothing that a terminal would obey. */
function plain(text: string): string {
  return text
    .split('\n')
    .map((line) => printable(line, MAX_LINE))
    .join('\n')
}

const MAX_LINE = 2000
const PREFIX = 'oci-device-hook:'

const MANUAL = {
  exitCodes: [],
  examples: [
    {
      does: 'what would the hook do for this container?',
      command: 'oci-device-hook plan --config "$(podman inspect --format \'{{.OCIConfigPath}}\' mine)"',
    },
    { does: 'may the processes of a running container open its devices?', command: 'oci-device-hook verify mine' },
  ],
} as const
