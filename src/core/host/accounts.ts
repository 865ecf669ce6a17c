/** A line of passwd(5). */
export interface User {
  readonly name: string
  readonly uid: number
  /** The primary group. */
  readonly gid: number
  readonly home: string
}

/** A user with all their groups, as a new login would have them. */
export interface UserWithGroups extends User {
  readonly groups: readonly number[]
}

/** A line of group(5); `members` are those who have it as a supplementary group. */
export interface Group {
  readonly name: string
  readonly gid: number
  readonly members: readonly string[]
}

/** The users and groups that a host lists. Directories such as LDAP may know more than they list. */
export interface Accounts {
  readonly users: readonly User[]
  readonly groups: readonly Group[]
}

/** Parses what getent(1) prints, or the files themselves. Lines that are none are left out. */
export function parseAccounts(passwd: string, group: string): Accounts {
  return { users: passwd.split('\n').flatMap(parseUser), groups: group.split('\n').flatMap(parseGroup) }
}

/** The name of a user, else the number. */
export function userName({ users }: Accounts, uid: number): string {
  return users.find((user) => user.uid === uid)?.name ?? String(uid)
}

/** The name of a group, else the number. */
export function groupName({ groups }: Accounts, gid: number): string {
  return groups.find((group) => group.gid === gid)?.name ?? String(gid)
}

/** Everybody in a group, as primary group or beside it. */
export function membersOf({ users, groups }: Accounts, gid: number): string[] {
  const primary = users.filter((user) => user.gid === gid).map(({ name }) => name)
  const listed = groups.filter((group) => group.gid === gid).flatMap(({ members }) => members)
  return [...new Set([...primary, ...listed])]
}

export function parseUser(line: string): User[] {
  const [name = '', , uid = '', gid = '', , home = ''] = line.split(':')
  return isId(uid) && isId(gid) ? [{ name, uid: Number(uid), gid: Number(gid), home }] : []
}

function parseGroup(line: string): Group[] {
  const [name = '', , gid = '', members = ''] = line.split(':')
  return isId(gid) ? [{ name, gid: Number(gid), members: members.split(',').filter(Boolean) }] : []
}

function isId(text: string): boolean {
  return /^\d{1,10}$/.test(text)
}
