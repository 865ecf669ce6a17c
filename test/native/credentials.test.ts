import fs from 'node:fs'
import { beforeEach, describe, expect, test } from 'vitest'
import { faccessat2 } from '../../src/native/access.ts'
import { CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH, capget, capset } from '../../src/native/capabilities.ts'
import { O_PATH } from '../../src/native/constants.ts'
import { getfsgid, getfsuid, getgroups, setfsgid, setfsuid, setgroups } from '../../src/native/credentials.ts'
import { open } from '../../src/native/open.ts'
import { type Credentials, withCredentials } from '../../src/native/with-credentials.ts'
import { TemporaryDirectory } from './support/directory.ts'
import { endOfFixture, runFixture } from './support/fixture.ts'
import { errorOf, outcome } from './support/outcome.ts'
import { needsRoot } from './support/root.ts'

const DAC = CAP_DAC_OVERRIDE | CAP_DAC_READ_SEARCH
const user: Credentials = { uid: 1000, gid: 1001, groups: [44, 7], dacOverride: false }

describe('capget()', () => {
  test('agrees with /proc/thread-self/status', () => {
    const { effective, permitted, inheritable } = capget()
    expect({ effective, permitted, inheritable }).toEqual({
      effective: BigInt(`0x${statusLine('CapEff')}`),
      permitted: BigInt(`0x${statusLine('CapPrm')}`),
      inheritable: BigInt(`0x${statusLine('CapInh')}`),
    })
  })

  test('capset() takes what capget() gave', () => {
    const before = capget()
    capset(before)
    expect(capget()).toEqual(before)
  })
})

describe('raw credentials, as root', () => {
  beforeEach(needsRoot)

  test('setgroups() is read back by getgroups(), in order', () => {
    const before = getgroups()
    setgroups([70_000, 44, 1000])
    expect(getgroups()).toEqual([44, 1000, 70_000])
    setgroups(before)
    expect(getgroups()).toEqual(before)
  })

  test('setgroups() and getgroups() take as many as Linux does', () => {
    const before = getgroups()
    const many = Array.from({ length: 65_536 }, (_, gid) => gid)
    setgroups(many)
    expect(getgroups()).toEqual(many)
    setgroups(before)
    expect(outcome(() => setgroups([...many, 1]))).toBe('ERR_SYSCALL_ARGUMENT')
  })

  test('setfsuid() and setfsgid() are read back', () => {
    const capabilities = capget()
    setfsuid(4_294_967_294)
    setfsgid(1000)
    expect([getfsuid(), getfsgid()]).toEqual([4_294_967_294, 1000])
    setfsuid(0)
    setfsgid(0)
    expect([getfsuid(), getfsgid(), capget()]).toEqual([0, 0, capabilities])
  })
})

describe('withCredentials(), as root', () => {
  beforeEach(needsRoot)

  test('runs with what was asked for', () => {
    const seen = withCredentials(user, () => ({ ...state(), dac: capget().effective & DAC }))
    expect(seen).toMatchObject({ uid: 1000, gid: 1001, groups: [7, 44], dac: 0n })
  })

  test.each([
    [true, 1000],
    [false, 1000],
    [true, 0],
    [false, 0],
  ])('has CAP_DAC_OVERRIDE: %s for uid %i', (dacOverride, uid) => {
    const effective = withCredentials({ ...user, uid, dacOverride }, () => capget().effective)
    expect(effective & DAC).toBe(dacOverride ? DAC : 0n)
  })

  test('takes from a user the other capabilities over files too', () => {
    const CAP_FOWNER = 1n << 3n
    expect(withCredentials({ ...user, dacOverride: true }, () => capget().effective & CAP_FOWNER)).toBe(0n)
  })

  test('gives back what the function returns', () => {
    expect(withCredentials(user, () => 'answer')).toBe('answer')
  })

  test('restores everything', () => {
    const before = state()
    withCredentials(user, () => undefined)
    expect(state()).toEqual(before)
  })

  test('restores everything after a throw, and lets it through', () => {
    const before = state()
    const run = () => {
      throw new Error('from within')
    }
    expect(() => withCredentials(user, run)).toThrow('from within')
    expect(state()).toEqual(before)
  })

  test('restores the outer credentials after inner ones', () => {
    withCredentials(user, () => {
      const outer = state()
      withCredentials({ ...user, uid: 3000, groups: [] }, () => expect(getfsuid()).toBe(3000))
      expect(state()).toEqual(outer)
    })
  })

  test('keeps the groups of the thread when told to', () => {
    const before = getgroups()
    setgroups([44, 99])
    expect(withCredentials({ ...user, groups: 'keep' }, getgroups)).toEqual([44, 99])
    setgroups(before)
  })

  test('acts on this thread alone', () => {
    const before = otherThreads()
    expect(before.size).toBe(1)
    expect(withCredentials(user, otherThreads)).toEqual(before)
  })

  test('decides what fs may open', () => {
    using dir = new TemporaryDirectory()
    fs.chmodSync(dir.path, 0o755)
    fs.writeFileSync(dir.at('secret'), '', { mode: 0o600 })
    expect(withCredentials(user, () => outcome(() => fs.readFileSync(dir.at('secret'), 'utf8')))).toBe('EACCES')
    expect(outcome(() => fs.readFileSync(dir.at('secret'), 'utf8'))).toBe('')
  })

  test('has AT_EACCESS ask the switched credentials, and not the real uid, which is still 0', () => {
    using file = open('/etc/shadow', O_PATH)
    const answer = withCredentials(user, () => [process.getuid?.(), faccessat2(file.fd, { read: true, write: false })])
    expect(answer).toEqual([0, false])
  })

  test('is no place for a promise', () => {
    // @ts-expect-error it would go on with the old credentials after the first await
    expect(withCredentials(user, async () => 'late')).toBeInstanceOf(Promise)
  })

  test('refuses more groups than Linux has room for, without listing them all', () => {
    const groups = Array.from({ length: 65_537 }, (_, gid) => gid)
    expect(errorOf(() => withCredentials({ ...user, groups }, () => 'ran'))).toMatchObject({
      message:
        'Cannot act as uid 1000, gid 1001, groups 0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15 and 65521 more: ' +
        'Cannot call setgroups(): number of groups is 65537, expected an integer from 0 to 65536',
      code: 'ERR_CREDENTIALS_SWITCH',
      cause: { code: 'ERR_SYSCALL_ARGUMENT' },
    })
  })

  test('refuses capabilities that this thread does not have, and changes nothing', () => {
    expect(runFixture({ name: 'without-capability', args: ['dac_override'] })).toEqual({
      code: 'ERR_CREDENTIALS_SWITCH',
      message: expect.stringMatching(/^Cannot act as uid 1000, gid 1000, groups none: capset\(.*EPERM/),
      ran: false,
      restored: true,
    })
  })

  test.each(['setuid', 'setgid'])('refuses without CAP_%s, and changes nothing', (capability) => {
    expect(runFixture({ name: 'without-capability', args: [capability] })).toMatchObject({
      code: 'ERR_CREDENTIALS_SWITCH',
      ran: false,
      restored: true,
    })
  })

  test('says that the process must end when the way back is barred', () => {
    const ended = endOfFixture({ name: 'no-way-back' })
    expect(ended.status).toBe(1)
    expect(ended.stderr).toMatch(/CredentialsRestoreError: Cannot go back to uid 0, .*This process must end now/)
    expect(ended.stderr).toContain("code: 'ERR_CREDENTIALS_RESTORE'")
  })
})

describe('withCredentials() in a user namespace', () => {
  beforeEach(needsRoot)

  /** [the namespace, what it maps, who to be, what comes of it]. */
  const CASES: readonly (readonly [string, readonly string[], Partial<Credentials>, string])[] = [
    ['only root mapped', ['-r'], { uid: 1000 }, 'ERR_CREDENTIALS_SWITCH'],
    ['only root mapped', ['-r'], { gid: 1000 }, 'ERR_CREDENTIALS_SWITCH'],
    ['only root mapped', ['-r'], { uid: 4_294_967_294 }, 'ERR_CREDENTIALS_SWITCH'],
    ['only root mapped', ['-r'], { uid: 65_534 }, 'ERR_CREDENTIALS_SWITCH'],
    ['only root mapped, setgroups denied', ['-r'], { groups: [0] }, 'ERR_CREDENTIALS_SWITCH'],
    ['only root mapped', ['-r'], {}, 'uid 0, gid 0'],
    ['nothing mapped', [], {}, 'ERR_CREDENTIALS_SWITCH'],
    ['nothing mapped', [], { uid: 65_534, gid: 65_534 }, 'ERR_CREDENTIALS_SWITCH'],
  ]

  test.each(CASES)('with %s (unshare -U %j) and %j: %s', (_, options, who, expected) => {
    const fixture = { name: 'switch', args: [JSON.stringify(who)], under: ['unshare', '-U', ...options] }
    const seen = runFixture<{ outcome: string; restored: boolean }>(fixture)
    expect(seen).toEqual({ outcome: expected, restored: true })
  })

  test('control: setfsuid() to an unmapped uid fails without a word, and the thread may open anything', () => {
    expect(runFixture({ name: 'silent-setfsuid', under: ['unshare', '-U', '-r'] })).toEqual({
      fsuid: 0,
      mayOpenSecret: true,
    })
  })
})

function state() {
  return { uid: getfsuid(), gid: getfsgid(), groups: getgroups(), capabilities: capget() }
}

function statusLine(name: string, thread = 'thread-self'): string {
  const status = fs.readFileSync(`/proc/${thread}/status`, 'utf8')
  return new RegExp(`^${name}:[ \\t]*(.*)$`, 'm').exec(status)?.[1]?.trim() ?? ''
}

/** What the other threads of this process act as. */
function otherThreads(): ReadonlySet<string> {
  const own = fs.readlinkSync('/proc/thread-self').split('/').at(-1)
  const others = fs.readdirSync('/proc/self/task').filter((thread) => thread !== own)
  const seen = others.map((thread) => {
    const fsuid = statusLine('Uid', `self/task/${thread}`).split('\t')[3]
    return `fsuid ${fsuid}, groups ${statusLine('Groups', `self/task/${thread}`)}`
  })
  return new Set(seen)
}
