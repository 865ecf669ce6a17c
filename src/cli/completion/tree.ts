import type { Command, Option } from 'commander'
import { DEVICE_CLASSES } from '../../core/model/device-class.ts'

/** What may stand in the place of a value. */
export type Values = readonly string[] | 'files' | 'containers' | 'groups' | 'users' | 'nothing'

export interface CompletedOption {
  /** `--json`, and `-h` where there is one. */
  readonly flags: readonly string[]
  readonly about: string
  /** Undefined for an option without a value. */
  readonly values: Values | undefined
}

/** One command, or the program itself. */
export interface CompletedCommand {
  /** Names from the program on, without it: `[]`, `['cdi']`, `['cdi', 'generate']`. */
  readonly path: readonly string[]
  readonly about: string
  readonly commands: readonly { readonly name: string; readonly about: string }[]
  readonly options: readonly CompletedOption[]
  /** Of its argument. */
  readonly values: Values
}

/** Everything that can be completed, the program first. */
export function completedCommands(program: Command): CompletedCommand[] {
  return walk(program, [], program.options.map(completedOption))
}

/** Options of the program are accepted behind a command, too. */
function walk(command: Command, path: readonly string[], common: readonly CompletedOption[]): CompletedCommand[] {
  const own = path.length === 0 ? [] : command.options.filter(({ hidden }) => !hidden).map(completedOption)
  const here: CompletedCommand = {
    path,
    about: command.description(),
    commands: command.commands.map((inner) => ({ name: inner.name(), about: inner.description() })),
    options: [...own, ...common, HELP],
    values: valuesNamed(command.registeredArguments[0]?.name()),
  }
  return [here, ...command.commands.flatMap((inner) => walk(inner, [...path, inner.name()], common))]
}

const HELP: CompletedOption = { flags: ['--help', '-h'], about: 'display help for command', values: undefined }

function completedOption({ long, short, description, argChoices, flags }: Option): CompletedOption {
  const value = /[<[]([a-z-]+)/.exec(flags)?.[1]
  return {
    flags: [long, short].filter((flag) => typeof flag === 'string'),
    about: description,
    values: value === undefined ? undefined : (argChoices ?? valuesNamed(value)),
  }
}

/** By the name that help shows for the value. */
function valuesNamed(name: string | undefined): Values {
  if (name === undefined) return 'nothing'
  return Object.hasOwn(NAMED, name) ? (NAMED[name] ?? 'nothing') : 'nothing'
}

const NAMED: Readonly<Record<string, Values>> = {
  file: 'files',
  dir: 'files',
  directory: 'files',
  path: 'files',
  bundle: 'files',
  device: 'files',
  subject: 'containers',
  container: 'containers',
  group: 'groups',
  name: 'users',
  shell: ['bash', 'zsh', 'fish'],
  which: DEVICE_CLASSES,
}
