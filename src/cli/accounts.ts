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
  const [passwd, id] = await Promise.all([run('getent', ['passwd', '--', name]), run('id', ['-G', '--', name])])
  const user = parseUser(passwd?.stdout ?? '')[0]
  if (user === undefined) {
    throw new HookError('ERR_USER', EXIT.input, `--user: found no user ${quote(name)} on this host`)
  }
  const groups = (id?.stdout ?? '').split(/\s+/).filter((gid) => /^\d+$/.test(gid))
  return { ...user, groups: groups.map(Number) }
}
