import { beforeEach, describe, expect, test, vi } from 'vitest'
import { subjectOf } from '../../../../src/cli/doctor/subject.ts'
import { HookError } from '../../../../src/core/errors.ts'
import { needsRoot } from '../../../native/support/root.ts'
import { asUser } from '../../../support/as-user.ts'

describe('subjectOf()', () => {
  beforeEach((context) => {
    needsRoot(context)
    return () => void vi.unstubAllEnvs()
  })

  test.each<[string, string | undefined, string | undefined, string | undefined]>([
    ['whoever was named', 'nobody', 'daemon', 'nobody'],
    ['who called sudo', undefined, 'nobody', 'nobody'],
    ['nobody, for root that was called by itself', undefined, undefined, undefined],
    ['nobody, for root that called sudo', undefined, 'root', undefined],
    ['nobody, for an empty SUDO_USER', undefined, '', undefined],
  ])('of root is %s', async (_, named, sudoUser, name) => {
    vi.stubEnv('SUDO_USER', sudoUser)
    const { isRoot, user } = await subjectOf(named)
    expect([isRoot, user?.name]).toEqual([true, name])
  })

  test('of a user is that user, whatever sudo was called before', async () => {
    vi.stubEnv('SUDO_USER', 'daemon')
    const { isRoot, user } = await asUser(() => subjectOf(undefined))
    expect([isRoot, user?.uid]).toEqual([false, 65_534])
  })

  test('says so of a user that has no name here', async () => {
    const error = await asUser(() => subjectOf(undefined).catch((cause: unknown) => cause), 3_999_999_999)
    expect(error).toBeInstanceOf(HookError)
    expect(error).toMatchObject({ code: 'ERR_USER', exit: 65, remedy: expect.stringContaining('--user NAME') })
    expect((error as HookError).message).toContain('found uid 3999999999, which has no name on this host')
  })
})

test('subjectOf() refuses a name that the host does not know', async () => {
  await expect(subjectOf('no-such-user')).rejects.toMatchObject({ code: 'ERR_USER' })
})
