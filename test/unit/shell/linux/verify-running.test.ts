import { beforeEach, describe, expect, test } from 'vitest'
import { verdictExit } from '../../../../src/core/verdict/document.ts'
import { type VerifyRequest, verifyRunning } from '../../../../src/shell/linux/verify-running.ts'
import { needsRoot } from '../../../native/support/root.ts'
import { hookError } from '../../../support/expect-error.ts'
import { FakeContainer } from '../../../support/fake-container.ts'

beforeEach(needsRoot)

const node = (name: string, owner: string, mode: string) =>
  `mknod "$R/dev/${name}" c 1 3 && chown ${owner} "$R/dev/${name}" && chmod ${mode} "$R/dev/${name}"`
const furnish = [
  node('mine', '1000:0', '600'),
  node('group', '0:44', '660'),
  node('null', '0:0', '666'),
  'mkdir "$R/dev/sub" "$R/dev/pts"',
  node('sub/deep', '0:0', '666'),
  node('pts/0', '0:0', '666'),
  'ln -s mine "$R/dev/link"',
  'mount --bind "$R/dev" /dev',
].join(' && ')

function verify(container: FakeContainer, changes: Partial<VerifyRequest> = {}) {
  const request = { pid: container.pid, paths: [], uid: 1000, gid: 1000, noGroups: true, open: false, ...changes }
  return verifyRunning(request)
}

/** What was found, as `path: verdict`. */
const verdicts = ({ devices }: ReturnType<typeof verify>) => devices.map(({ path, verdict }) => `${path}: ${verdict}`)

describe('verifyRunning()', () => {
  test('finds every device of a running container, default ones and terminals left out', () => {
    using container = new FakeContainer({ furnish })
    const paths = verify(container).devices.map(({ path }) => path)
    expect(paths.sort()).toEqual(['/dev/group', '/dev/mine', '/dev/sub/deep'])
  })

  test('really opens them as the user who is asked about, if it is told to', () => {
    using container = new FakeContainer({ furnish })
    const answer = verify(container, { paths: ['/dev/mine', '/dev/group', '/dev/sub/deep'], open: true })
    expect(verdicts(answer)).toEqual(['/dev/mine: usable', '/dev/group: denied', '/dev/sub/deep: usable'])
    expect(answer.devices[1]).toMatchObject({ layer: 'mode' })
    expect(verdictExit(answer)).toBe(1)
  })

  test('says no by the mode without opening anything', () => {
    using container = new FakeContainer({ furnish })
    expect(verify(container, { paths: ['/dev/group'] }).devices[0]).toMatchObject({ verdict: 'denied', layer: 'mode' })
    const member = verify(container, { paths: ['/dev/group'], gid: 44 })
    expect(member.devices[0]?.verdict).not.toBe('denied')
    expect(member.identity).toEqual({ uid: 1000, gid: 44, groups: [] })
  })

  test('follows links as the container would, and names what is no device', () => {
    using container = new FakeContainer({ furnish })
    const { devices } = verify(container, { paths: ['/dev/link', '/dev/sub', '/dev/none'], open: true })
    expect(devices.map(({ verdict }) => verdict)).toEqual(['usable', 'denied', 'denied'])
    expect(devices[1]?.reason).toContain('found a directory')
    expect(devices[2]?.reason).toContain('found nothing')
  })

  test('asks as the process that runs there, if no user is named', () => {
    using container = new FakeContainer({ furnish })
    const { identity, devices } = verify(container, {
      uid: undefined,
      gid: undefined,
      paths: ['/dev/mine'],
      open: true,
    })
    expect(identity).toMatchObject({ uid: 0, gid: 0 })
    expect(devices[0]?.verdict).toBe('usable')
  })

  test('counts ids as a container with a user namespace does, and refuses those that it has not', () => {
    using container = new FakeContainer({ unshare: ['--user', '--map-root-user', '--mount'] })
    expect(verify(container, { uid: undefined, gid: undefined, paths: ['/dev/null'] }).identity).toMatchObject({
      uid: 0,
    })
    hookError('ERR_PROCESS', () => verify(container, { uid: 1000 }))
  })

  test('refuses a process that is not there', () => {
    using container = new FakeContainer({ furnish })
    const { message } = hookError('ERR_PROCESS', () => verify(container, { pid: 4_194_304 }))
    expect(message).toContain('found ENOENT, expected a running container')
  })
})
