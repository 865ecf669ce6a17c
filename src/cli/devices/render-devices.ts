import type { DeviceDocument, DevicesDocument, Openers, UserAnswer } from '../../core/host/host-device.ts'
import { printable } from '../../core/report/quote.ts'
import { mark } from '../output/mark.ts'
import { paint, type Screen } from '../output/screen.ts'
import { type Cell, table } from '../output/table.ts'
import { indented, wrap } from '../output/wrap.ts'

interface Options {
  /** Whether devices were named: then everything is told about each. */
  readonly isDetailed: boolean
  /** How many were left out. */
  readonly hidden: number
  /** Classes that were asked for; empty when all known ones were. */
  readonly classes: readonly string[]
}

/** The devices as people read them: a table, or for those that were named, all that is known. */
export function renderDevices({ user, devices }: DevicesDocument, options: Options, screen: Screen): string {
  if (devices.length === 0) return indented(nothingFound(options), '', screen.columns)
  if (options.isDetailed) return devices.map((device) => renderDetails(device, user, screen)).join('\n')
  const rows = devices.map((device) => row(device, screen))
  const headings = [...HEADINGS, user === null ? 'MAY OPEN' : `MAY ${printable(user)} OPEN IT?`]
  return `${table(headings, rows, screen)}${footnotes(devices, options, screen)}`
}

const HEADINGS = ['DEVICE', 'CLASS', 'OWNER', 'MODE', 'DRIVER']

function row(device: DeviceDocument, screen: Screen): Cell[] {
  const { path, class: kind, owner, group, mode, acl, driver, mayOpen, user } = device
  const last = user === null ? showOpeners(mayOpen) : showAnswer(user, device, screen)
  return [
    printable(path),
    kind,
    printable(`${owner.name}:${group.name}`),
    acl.length === 0 ? mode : `${mode}+`,
    driver === null ? '-' : printable(driver),
    last,
  ]
}

function footnotes(devices: readonly DeviceDocument[], options: Options, screen: Screen): string {
  const notes = [
    ...(devices.some(({ acl }) => acl.length > 0) ? ['+ has an ACL; name the device to see it'] : []),
    ...(devices[0]?.user?.source === 'computed'
      ? ['computed from owner, group, mode and ACL; root asks the kernel']
      : []),
    ...(options.hidden > 0 && options.classes.length === 0 ? [hiddenNote(options)] : []),
  ]
  const text = notes.map((note) => indented(note, '', screen.columns)).join('')
  return notes.length === 0 ? '' : `\n${paint(screen, 'faint', text.trimEnd())}\n`
}

/** Of classes that were named, --all would not find more. */
function nothingFound(options: Options): string {
  if (options.classes.length > 0) return `no ${options.classes.join(', no ')}`
  return `no device of a known class; ${hiddenNote(options)}`
}

function hiddenNote({ hidden }: Options): string {
  return `${hidden} ${hidden === 1 ? 'device is' : 'devices are'} not shown (--all)`
}

function renderDetails(device: DeviceDocument, user: string | null, screen: Screen): string {
  const { path, number, class: kind, owner, group, mode, acl, label, names, driver, mayOpen } = device
  const facts: (readonly [string, string | undefined])[] = [
    ['class', kind],
    ['number', number],
    ['owner', `${owner.name} (uid ${owner.uid})`],
    ['group', `${group.name} (gid ${group.gid})`],
    ['mode', mode],
    ['acl', acl.join(', ') || undefined],
    ['selinux', label ?? undefined],
    ['driver', driver ?? undefined],
    ['names', names.join('\n') || undefined],
    ['may open', showOpeners(mayOpen)],
  ]
  const lines = facts.flatMap(([name, value]) => (value === undefined ? [] : [renderFact(name, value, screen)]))
  const answer = device.user === null ? '' : renderAnswer(device, device.user, user, screen)
  return `${paint(screen, 'heading', printable(path))}\n${lines.join('')}${answer}`
}

const LABEL_WIDTH = 12

function renderFact(name: string, value: string, screen: Screen): string {
  const [first = '', ...rest] = value
    .split('\n')
    .flatMap((line) => wrap(printable(line, MAX_VALUE), screen.columns - LABEL_WIDTH))
  const padding = ' '.repeat(LABEL_WIDTH)
  return [`  ${name.padEnd(LABEL_WIDTH - 2)}${first}\n`, ...rest.map((line) => `${padding}${line}\n`)].join('')
}

const MAX_VALUE = 4000

function renderAnswer(device: DeviceDocument, answer: UserAnswer, user: string | null, screen: Screen): string {
  const cell = showAnswer(answer, device, screen)
  const text = typeof cell === 'string' ? cell : paint(screen, cell.tone, cell.text)
  const source = answer.source === 'kernel' ? 'asked of the kernel' : 'computed; root asks the kernel'
  return `  ${'user'.padEnd(LABEL_WIDTH - 2)}${printable(user ?? '')}: ${text} (${source})\n`
}

/** Root may open everything, and is named only where nobody else may. */
function showOpeners({ everybody, users, groups }: Openers): string {
  if (everybody) return 'everybody'
  const people = users.map((name) => `user ${name}`)
  const shown = groups.map(
    ({ name, members }) => `group ${name} (${members.length === 0 ? 'no members' : listed(members)})`,
  )
  return printable([...people, ...shown].join('; ') || 'root alone', MAX_VALUE)
}

/** A group may have hundreds of members. */
const MAX_MEMBERS = 4

function listed(members: readonly string[]): string {
  const more = members.length - MAX_MEMBERS
  return `${members.slice(0, MAX_MEMBERS).join(', ')}${more > 0 ? ` and ${more} more` : ''}`
}

function showAnswer(answer: UserAnswer, device: DeviceDocument, screen: Screen): Cell {
  const { allowed } = answer
  return mark(allowed ? 'ok' : 'fail', `${allowed ? 'yes' : 'no'}, ${printable(reasonOf(answer, device))}`, screen)
}

function reasonOf({ allowed, rule, gid, isOverruled }: UserAnswer, { group, mayOpen }: DeviceDocument): string {
  if (isOverruled) return 'the kernel says otherwise than owner, group, mode and ACL'
  const name = gid === group.gid ? group.name : String(gid)
  const groups = mayOpen.groups.map((other) => other.name).join(', ')
  const reasons = {
    capability: 'root',
    owner: allowed ? 'the owner' : 'the owner has no read and write',
    'acl-user': allowed ? 'its ACL names the user' : 'its ACL gives the user less',
    group: allowed ? `group ${name}` : `group ${name} has no read and write`,
    'acl-group': allowed ? `its ACL names the group ${name}` : `its ACL gives the group ${name} less`,
    other: allowed ? 'everybody may' : groups === '' ? 'no group may' : `in none of: ${groups}`,
  }
  return reasons[rule]
}
