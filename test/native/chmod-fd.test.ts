import { beforeEach, describe, expect, test } from 'vitest'
import { runFixture } from './support/fixture.ts'
import { needsRoot } from './support/root.ts'

describe('chmodFd(), as root', () => {
  beforeEach(needsRoot)

  test('changes the mode', () => {
    expect(runFixture({ name: 'chmod-fd' })).toMatchObject({ outcome: 'done', mode: 0o640 })
  })

  test('changes it before Linux 6.6 too, where fchmodat2() is ENOSYS', () => {
    expect(runFixture({ name: 'chmod-fd', args: ['without-fchmodat2'] })).toEqual({
      fchmodat2: 'ENOSYS',
      outcome: 'done',
      mode: 0o640,
    })
  })

  test('refuses a /proc that is not procfs', () => {
    const under = ['unshare', '-m']
    expect(runFixture({ name: 'chmod-fd', args: ['without-fchmodat2', 'with-fake-proc'], under })).toEqual({
      fchmodat2: 'ENOSYS',
      outcome: 'ERR_PROCFS',
      mode: 0o600,
      decoy: 0o600,
    })
  })

  test('does not go round through /proc when the kernel refused for another reason', () => {
    expect(runFixture({ name: 'chmod-fd', args: ['with-fchmodat2-eperm'] })).toEqual({
      fchmodat2: 'EPERM',
      outcome: 'EPERM',
      mode: 0o600,
    })
  })
})
