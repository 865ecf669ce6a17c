import type { Command } from 'commander'
import type { Output } from './output/output.ts'
import { paint, type Screen } from './output/screen.ts'
import { indented } from './output/wrap.ts'

export interface Example {
  /** A command to paste. */
  readonly command: string
  /** What it is for: half a sentence. */
  readonly does: string
}

/**
 * What there is to say about a command beside what commander holds (name, description, arguments, options): `--help` and
 * the manual page are both made of it.
 */
export interface Manual {
  /** Paragraphs, for what the description has no room for. */
  readonly about?: readonly string[]
  /** Two at least: one example shows a case, two show what is the case and what the command. */
  readonly examples: readonly [Example, Example, ...Example[]]
  /** The command's own exit codes; those that all commands share are in `COMMON_EXIT_CODES`. */
  readonly exitCodes: readonly (readonly [code: number, meaning: string])[]
}

/** What every command can end with (core/errors.ts). */
export const COMMON_EXIT_CODES: Manual['exitCodes'] = [
  [64, 'the command line is wrong'],
  [65, 'what was named cannot be read, or is not what it should be'],
  [70, 'a fault of this program'],
  [74, 'the output could not be written'],
  [77, 'the policy or the system does not allow it'],
  [78, 'the policy, the installation or the environment is at fault'],
]

const manuals = new WeakMap<Command, Manual>()

/** Gives a command its manual, which `--help` shows below the options. */
export function withManual(command: Command, manual: Manual, output: Output): Command {
  manuals.set(command, manual)
  return command.addHelpText('after', () => renderManual(manual, output.screen))
}

/** What was given to `withManual`. */
export function manualOf(command: Command): Manual | undefined {
  return manuals.get(command)
}

function renderManual({ about = [], exitCodes, examples }: Manual, screen: Screen): string {
  const columns = Math.min(screen.columns, 80)
  const title = (text: string) => `\n${paint(screen, 'heading', text)}\n`
  const paragraphs = about.map((text) => `\n${indented(text, '', columns)}`)
  const codes = exitCodes.map(([code, meaning]) => `  ${String(code).padEnd(2)} ${hanging(meaning, columns)}`)
  const shown = examples.map(
    ({ command, does }) => `${commented(does, columns)}  ${paint(screen, 'command', command)}\n`,
  )
  const ends = codes.length === 0 ? [] : [title('Exit code:'), ...codes]
  return [...paragraphs, ...ends, title('Examples:'), ...shown].join('').replace(/\n$/, '')
}

/** Each line of it: the second would be run as a command by a shell that the example is pasted into. */
function commented(text: string, columns: number): string {
  return indented(text, '  # ', columns)
}

/** Behind an exit code: further lines begin where the first does. */
function hanging(text: string, columns: number): string {
  return indented(text, ' '.repeat(CODE_WIDTH), columns).slice(CODE_WIDTH)
}

const CODE_WIDTH = 5
