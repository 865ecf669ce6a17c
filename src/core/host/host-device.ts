import { type DeviceNumber, showMode, showNumber } from '../model/device.ts'
import type { DeviceClass } from '../model/device-class.ts'
import { type Accounts, groupName, membersOf, userName } from './accounts.ts'
import { type Acl, effectiveBits, owningGroupBits } from './acl.ts'
import type { Permission } from './permission.ts'

/** A device node of the host with everything that decides who may use it. */
export interface HostDevice {
  readonly path: string
  readonly number: DeviceNumber
  readonly class: DeviceClass
  readonly uid: number
  readonly gid: number
  readonly mode: number
  readonly links: number
  readonly acl: Acl | undefined
  /** The label of security.selinux; undefined where there is none. */
  readonly label: string | undefined
  /** Links of /dev that lead to it and stay the same when its number changes. */
  readonly names: readonly string[]
  /** The kernel driver behind it; undefined where sysfs names none. */
  readonly driver: string | undefined
}

/** May one user open a device, and who says so. */
export interface UserAnswer extends Permission {
  /** `kernel` was asked as that user; `computed` from owner, group, mode and ACL, which leaves security modules out. */
  readonly source: 'kernel' | 'computed'
  /** Whether the kernel answered otherwise than the rule: a security module, or a directory on the way. */
  readonly isOverruled: boolean
}

/** One device of `devices --json`. */
export interface DeviceDocument {
  readonly path: string
  readonly number: string
  readonly class: DeviceClass
  readonly owner: { readonly uid: number; readonly name: string }
  readonly group: { readonly gid: number; readonly name: string }
  readonly mode: string
  readonly acl: readonly string[]
  readonly label: string | null
  readonly names: readonly string[]
  readonly driver: string | null
  readonly mayOpen: Openers
  readonly user: UserAnswer | null
}

/** Who may open a device for reading and writing. Root may, and is left out. */
export interface Openers {
  readonly everybody: boolean
  readonly users: readonly string[]
  readonly groups: readonly { readonly name: string; readonly members: readonly string[] }[]
}

/** The JSON of `devices --json`. Fields may be added; `version` changes when one is renamed or removed. */
export interface DevicesDocument {
  readonly version: 1
  /** Whom `--user` asked about. */
  readonly user: string | null
  readonly devices: readonly DeviceDocument[]
}

export function deviceDocument(device: HostDevice, accounts: Accounts, user: UserAnswer | undefined): DeviceDocument {
  const { path, number, uid, gid, mode, acl, label, names, driver } = device
  return {
    path,
    number: showNumber(number),
    class: device.class,
    owner: { uid, name: userName(accounts, uid) },
    group: { gid, name: groupName(accounts, gid) },
    mode: showMode(mode),
    acl: (acl?.named ?? []).map(({ kind, id, bits }) => `${kind}:${nameOf(accounts, kind, id)}:${showBits(bits)}`),
    label: label ?? null,
    names,
    driver: driver ?? null,
    mayOpen: openersOf(device, accounts),
    user: user ?? null,
  }
}

/** Who may open it, by mode and ACL; a group without read and write opens it for nobody. */
export function openersOf(device: HostDevice, accounts: Accounts): Openers {
  const { uid, gid, mode, acl } = device
  const named = (acl?.named ?? []).filter((entry) => isReadWrite(effectiveBits(entry, device)))
  const ids = (kind: 'user' | 'group') => named.filter((entry) => entry.kind === kind).map(({ id }) => id)
  const owner = uid !== 0 && isReadWrite(mode >> 6) ? [uid] : []
  const group = isReadWrite(owningGroupBits(device, acl)) ? [gid] : []
  const groups = [...new Set([...group, ...ids('group')])]
  return {
    everybody: isReadWrite(mode),
    users: [...new Set([...owner, ...ids('user')])].map((id) => userName(accounts, id)),
    groups: groups.map((id) => ({ name: groupName(accounts, id), members: membersOf(accounts, id) })),
  }
}

function nameOf(accounts: Accounts, kind: 'user' | 'group', id: number): string {
  return kind === 'user' ? userName(accounts, id) : groupName(accounts, id)
}

function isReadWrite(bits: number): boolean {
  return (bits & 6) === 6
}

/** `rw-`, as getfacl(1) writes it. */
function showBits(bits: number): string {
  return `${bits & 4 ? 'r' : '-'}${bits & 2 ? 'w' : '-'}${bits & 1 ? 'x' : '-'}`
}
