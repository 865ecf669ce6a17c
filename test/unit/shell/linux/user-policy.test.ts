import fs from 'node:fs'
import { afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { userPolicyPath } from '../../../../src/shell/linux/user-policy.ts'
import { needsRoot } from '../../../native/support/root.ts'
import { asUser } from '../../../support/as-user.ts'
import { coverWithTmpfs, usePrivateMounts } from '../../../support/private-mounts.ts'

beforeEach(needsRoot)
beforeAll(() => {
  if (process.getuid?.() === 0) usePrivateMounts()
})
/** A new, empty /etc for each test, of this process alone. */
beforeEach(() => coverWithTmpfs('/etc'))
afterEach(() => vi.unstubAllEnvs())

const NAME = 'oci-device-hook/policy.toml'

/** Where user 65534 looks, with these variables. Its parent is root's, whose environment is closed to it. */
function pathWith(variables: Readonly<Record<string, string>>): Promise<string | undefined> {
  const none = { HOME: undefined, XDG_CONFIG_HOME: undefined }
  for (const [name, value] of Object.entries({ ...none, ...variables })) vi.stubEnv(name, value)
  return asUser(async () => userPolicyPath())
}

/** passwd(5) with a home for user 65534. */
const passwd = (home: string) =>
  fs.writeFileSync('/etc/passwd', `root:x:0:0::/root:/bin/sh\n#\nnobody:x:65534:65534::${home}:/bin/false\n`)

describe('userPolicyPath()', () => {
  test.each<[Record<string, string>, string]>([
    [{ HOME: '/etc/home' }, `/etc/home/.config/${NAME}`],
    [{ HOME: '/etc/home', XDG_CONFIG_HOME: '/etc/cfg' }, `/etc/cfg/${NAME}`],
    [{ HOME: '/etc/home', XDG_CONFIG_HOME: 'cfg' }, `/etc/home/.config/${NAME}`],
  ])('is, with %j, %s', async (variables, path) => {
    expect(await pathWith(variables)).toBe(path)
  })

  test.each<[string, Record<string, string>]>([
    ['the environment says nothing', {}],
    ['the home of the environment is no absolute path', { HOME: 'home' }],
  ])('is in the home of passwd(5) where %s', async (_, variables) => {
    passwd('/etc/home')
    expect(await pathWith(variables)).toBe(`/etc/home/.config/${NAME}`)
  })

  test('is in the home of passwd(5) where that of the environment may not be looked into', async () => {
    passwd('/etc/home')
    fs.mkdirSync('/etc/roots', { mode: 0o700 })
    expect(await pathWith({ HOME: '/etc/roots' })).toBe(`/etc/home/.config/${NAME}`)
  })

  test('is the one that may not be looked into where there is no other: opening it will tell', async () => {
    fs.mkdirSync('/etc/roots', { mode: 0o700 })
    expect(await pathWith({ HOME: '/etc/roots' })).toBe(`/etc/roots/.config/${NAME}`)
  })

  test.each<[string, () => void]>([
    ['there is no passwd(5)', () => {}],
    ['passwd(5) does not have the user', () => fs.writeFileSync('/etc/passwd', 'root:x:0:0::/root:/bin/sh\n')],
    ['the user has no home', () => passwd('')],
  ])('is nowhere where nothing tells it, for %s', async (_, arrange) => {
    arrange()
    expect(await pathWith({})).toBeUndefined()
  })

  test('is what a link of the user leads to', async () => {
    fs.mkdirSync('/etc/real/oci-device-hook', { recursive: true })
    fs.writeFileSync(`/etc/real/${NAME}`, '')
    fs.mkdirSync('/etc/home')
    fs.symlinkSync('/etc/real', '/etc/home/.config')
    expect(await pathWith({ HOME: '/etc/home' })).toBe(`/etc/real/${NAME}`)
  })
})
