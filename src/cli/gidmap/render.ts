import type { GidmapDocument } from '../../core/gidmap/document.ts'
import { mark } from '../output/mark.ts'
import { paint, type Screen } from '../output/screen.ts'
import { type Cell, table } from '../output/table.ts'
import { indented } from '../output/wrap.ts'

/** What is there, what is to be done, and the flags for afterwards. */
export function renderGidmap(document: GidmapDocument, screen: Screen): string {
  const { user, group, gid, subgid, commands, flags, movesOthers } = document
  const head = indented(`Group ${group} (gid ${gid}) in the rootless containers of ${user}:`, '', screen.columns)
  const rows = [
    [
      mark(subgid.isThere ? 'ok' : 'fail', subgid.isThere ? 'yes' : 'no', screen),
      `/etc/subgid gives ${user} the id ${gid}`,
    ],
    namespaceRow(document, screen),
  ]
  const todo = commands.map((command) => `  ${paint(screen, 'command', command)}\n`)
  const moves = movesOthers ? [`\n${indented(MOVES, '', screen.columns)}`] : []
  const steps =
    todo.length === 0
      ? ''
      : `\nTo do, the last one as ${user}, whose containers it stops:\n${[...todo, ...moves].join('')}`
  const uses = [...flags.podman.map((flag) => `  podman run ${flag}\n`), ...flags.quadlet.map((line) => `  ${line}\n`)]
  return `${head}\n${table(['', ''], rows, screen).trimStart()}${steps}\nWith the hook no flag is needed; without it:\n${uses.join('')}`
}

const MOVES =
  'Every other group of these containers gets the next number: files in images and volumes that belong to group 5 in the container belong to group 6 then.'

function namespaceRow({ number, isReady, user }: GidmapDocument, screen: Screen): Cell[] {
  if (isReady === null) return [mark('unknown', 'not asked', screen), `podman of ${user}: only ${user} can ask it`]
  if (!isReady) return [mark('fail', 'no', screen), `podman maps it; it would be ${number.expected} there`]
  return [mark('ok', 'yes', screen), `podman maps it, as ${number.now}`]
}
