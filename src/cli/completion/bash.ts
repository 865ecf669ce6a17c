import type { CompletedCommand, Values } from './tree.ts'

/** A script for bash 4 and later; it needs no bash-completion. */
export function bashCompletion(commands: readonly CompletedCommand[]): string {
  return `# bash completion for oci-device-hook: eval "$(oci-device-hook completion bash)"
_oci_device_hook() {
  local word path= words= values=nothing cur=\${COMP_WORDS[COMP_CWORD]} prev=\${COMP_WORDS[COMP_CWORD - 1]}
  # "=" ends a word for readline: --color=a is three of them.
  if [ "$cur" = = ]; then cur=; elif [ "$prev" = = ]; then prev=\${COMP_WORDS[COMP_CWORD - 2]}; fi
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    case "$path $word" in
${commands
  .filter(({ path }) => path.length > 0)
  .map(enter)
  .join('')}    esac
  done
  case "$path" in
${commands.map(words).join('')}  esac
  case "$path $prev" in
${commands.flatMap(optionValues).join('')}  esac
  COMPREPLY=()
  case $values in
    files) compopt -o default; return ;;
    containers) values=$(podman ps --all --format '{{.Names}}' 2>/dev/null) ;;
    groups) values=$(compgen -g) ;;
    users) values=$(compgen -u) ;;
    nothing) values= ;;
  esac
  mapfile -t COMPREPLY < <(compgen -W "$words $values" -- "$cur")
}
complete -F _oci_device_hook oci-device-hook
`
}

/** A path is its names, each behind a space. */
function enter({ path }: CompletedCommand): string {
  const outer = path.map((name) => ` ${name}`).join('')
  return `      '${outer}') path='${outer}' ;;\n`
}

function words({ path, commands, options, values }: CompletedCommand): string {
  const all = [...commands.map(({ name }) => name), ...options.flatMap(({ flags }) => flags.slice(0, 1))]
  return `    '${path.map((name) => ` ${name}`).join('')}') words='${all.join(' ')}' values=${shown(values)} ;;\n`
}

/** Behind an option that takes a value there is nothing but its values. */
function optionValues({ path, options }: CompletedCommand): string[] {
  const outer = path.map((name) => ` ${name}`).join('')
  return options.flatMap(({ flags, values }) =>
    values === undefined ? [] : [`    '${outer} ${flags[0]}') words= values=${shown(values)} ;;\n`],
  )
}

function shown(values: Values): string {
  return typeof values === 'string' ? values : `'${values.join(' ')}'`
}
