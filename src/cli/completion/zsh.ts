import type { CompletedCommand, CompletedOption, Values } from './tree.ts'

/** A script for zsh's compsys: autoloaded as `_oci-device-hook` from fpath, or sourced after compinit. */
export function zshCompletion(commands: readonly CompletedCommand[]): string {
  return `#compdef oci-device-hook
# zsh completion for oci-device-hook: oci-device-hook completion zsh > ~/.zfunc/_oci-device-hook
_oci-device-hook() {
  local word route= values=nothing prev=\${words[CURRENT-1]}
  local -a entries
  for word in "\${(@)words[2,CURRENT-1]}"; do
    case "$route $word" in
${commands
  .filter(({ path }) => path.length > 0)
  .map(enter)
  .join('')}    esac
  done
  case "$route" in
${commands.map(listed).join('')}  esac
  if [[ \${words[CURRENT]} = --*=* ]]; then
    prev=\${words[CURRENT]%%=*}
    compset -P '*='
  fi
  case "$route $prev" in
${commands.flatMap(optionValues).join('')}  esac
  case $values in
    files) _files ;;
    containers) entries+=(\${(f)"$(podman ps --all --format '{{.Names}}' 2>/dev/null)"}) ;;
    groups) _groups ;;
    users) _users ;;
    nothing) ;;
    *) entries+=(\${=values}) ;;
  esac
  (( \${#entries} )) && _describe -o 'oci-device-hook' entries
}
if [ "$funcstack[1]" = "_oci-device-hook" ]; then _oci-device-hook "$@"; else compdef _oci-device-hook oci-device-hook; fi
`
}

function routeOf({ path }: CompletedCommand): string {
  return path.map((name) => ` ${name}`).join('')
}

function enter(command: CompletedCommand): string {
  return `      '${routeOf(command)}') route='${routeOf(command)}' ;;\n`
}

function listed(command: CompletedCommand): string {
  const entries = [
    ...command.commands.map(({ name, about }) => entry(name, about)),
    ...command.options.map(({ flags: [flag = ''], about }) => entry(flag, about)),
  ]
  return `    '${routeOf(command)}') entries=(${entries.join(' ')}) values=${shown(command.values)} ;;\n`
}

function optionValues(command: CompletedCommand): string[] {
  const takes = ({ values }: CompletedOption) => values !== undefined
  return command.options
    .filter(takes)
    .map(
      ({ flags, values = 'nothing' }) =>
        `    '${routeOf(command)} ${flags[0]}') entries=() values=${shown(values)} ;;\n`,
    )
}

/** `name:description`, in single quotes. */
function entry(name: string, about: string): string {
  return `'${name}:${about.replace(/'/g, "'\\''").replace(/:/g, '\\:')}'`
}

function shown(values: Values): string {
  return typeof values === 'string' ? values : `'${values.join(' ')}'`
}
