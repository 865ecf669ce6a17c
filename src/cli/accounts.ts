import { EXIT, HookError } from '../core/errors.ts'
import { type Accounts, parseAccounts, parseUser, type UserWithGroups } from '../core/host/accounts.ts'
import { quote } from '../core/report/quote.ts'
import { run } from './run.ts'

/** Users and groups by getent(1), which asks what the host asks (files, LDAP, SSSD). */
export async function hostAccounts(): Promise<Accounts> {
  const [passwd, group] = await Promise.all([run('getent', ['passwd']), run('getent', ['group'])])
  return parseAccounts(passwd?.stdout ?? '', group?.stdout ?? '')
}

/** @throws {HookError} `ERR_USER` when the host knows no such user. */
export async function userNamed(name: string): Promise<UserWithGroups> {
  if (name === '')
    throw new HookError('ERR_USER', EXIT.usage, '--user: found an empty name, expected a user of this host')
  const [passwd, id] = await Promise.all([run('getent', ['passwd', '--', name]), run('id', ['-G', '--', name])])
  const user = parseUser(passwd?.stdout ?? '')[0]
  if (user === undefined || isNoId(name)) {
    throw new HookError('ERR_USER', EXIT.input, `--user: found no user ${quote(name)} on this host`)
  }
  const groups = (id?.stdout ?? '').split(/\s+/).filter((gid) => /^\d+$/.test(gid))
  return { ...user, groups: groups.map(Number) }
}

/** uid_t has 32 bits, and its last value is no id. getent(1) wraps a larger number: 4294967296 is root to it. */
export function isNoId(text: string): boolean {
  return /^\d+$/.test(text) && Number(text) > 2 ** 32 - 2
}
