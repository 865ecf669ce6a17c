import type { CompletedCommand, CompletedOption, Values } from './tree.ts'

/** A script for fish 3: one `complete` a word. */
export function fishCompletion(commands: readonly CompletedCommand[]): string {
  const lines = commands.flatMap((command) => [
    ...command.commands.map(({ name, about }) => `${when(command)} -a ${name} -d ${quoted(about)}`),
    ...command.options.map((option) => `${when(command)} ${optionOf(option)} -d ${quoted(option.about)}`),
    ...(command.values === 'nothing' ? [] : [`${when(command)} ${argumentOf(command.values)}`]),
  ])
  return `# fish completion for oci-device-hook: oci-device-hook completion fish | source
complete -c oci-device-hook -f
${lines.join('\n')}
`
}

/** In this command, and in none of those within it. */
function when({ path, commands }: CompletedCommand): string {
  const inner = commands.map(({ name }) => name).join(' ')
  const seen = path.map((name) => `__fish_seen_subcommand_from ${name}`)
  const notYet = inner === '' ? [] : [`not __fish_seen_subcommand_from ${inner}`]
  return `complete -c oci-device-hook -n ${quoted([...seen, ...notYet].join('; and '))}`
}

function optionOf({ flags, values }: CompletedOption): string {
  const names = flags.map((flag) => (flag.startsWith('--') ? `-l ${flag.slice(2)}` : `-s ${flag.slice(1)}`))
  return [...names, ...(values === undefined ? [] : [valueFlag(values)])].join(' ')
}

function valueFlag(values: Values): string {
  if (values === 'files') return '-r -F'
  return values === 'nothing' ? '-x' : `-x -a ${quoted(listOf(values))}`
}

function argumentOf(values: Values): string {
  return values === 'files' ? '-F' : `-a ${quoted(listOf(values))}`
}

function listOf(values: Values): string {
  switch (values) {
    case 'containers':
      return '(podman ps --all --format "{{.Names}}" 2>/dev/null)'
    case 'groups':
      return '(__fish_complete_groups)'
    case 'users':
      return '(__fish_complete_users)'
    default:
      return typeof values === 'string' ? '' : values.join(' ')
  }
}

function quoted(text: string): string {
  return `'${text.replace(/\\/g, '\\\\').replace(/'/g, "\\'")}'`
}
