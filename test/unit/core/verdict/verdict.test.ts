import { expect, test } from 'vitest'
import { listAllows } from '../../../../src/core/resolve/devices-list.ts'
import { verdictExit } from '../../../../src/core/verdict/document.ts'
import { judge, type NodeFacts, type Verdict } from '../../../../src/core/verdict/verdict.ts'

const OPEN: NodeFacts = {
  path: '/dev/video0',
  other: undefined,
  number: { type: 'c', major: 81, minor: 0 },
  uid: 0,
  gid: 44,
  mode: 0o660,
  links: 1,
  onHost: true,
  nodev: false,
  modeAllows: true,
  reachable: true,
  cgroupAllows: true,
  selinuxEnforces: false,
  opened: undefined,
}
const WHO = { uid: 1000, gid: 1000, groups: [5] }

test.each<[string, Partial<NodeFacts>, Verdict['verdict'], Verdict['layer'], string]>([
  ['usable, when every layer says yes', {}, 'usable', null, 'every layer'],
  [
    'denied by the mode',
    { modeAllows: false },
    'denied',
    'mode',
    'mode bits 0660 of 0:44 say no to uid 1000, gid 44 is not in its groups',
  ],
  ['denied by nodev', { nodev: true }, 'denied', 'mount', 'nodev'],
  ['denied by the cgroup', { cgroupAllows: false }, 'denied', 'cgroup', 'EPERM: no device cgroup rule allows c 81:0'],
  [
    'denied by the mode first, as the kernel asks',
    { modeAllows: false, nodev: true, cgroupAllows: false },
    'denied',
    'mode',
    'EACCES',
  ],
  [
    'denied, when it is unplugged, whatever the rest says',
    { links: 0 },
    'denied',
    'unplugged',
    'not a permission problem',
  ],
  ['denied, when the host lost it', { mode: 0, onHost: false }, 'denied', 'unplugged', 'not a permission problem'],
  ['denied, when it is no device', { other: 'a directory' }, 'denied', null, 'found a directory'],
  ['unknown, when the kernel cannot be asked', { modeAllows: null }, 'unknown', 'mode', 'could not be asked'],
  ['unknown, when it cannot be asked about the way', { reachable: null }, 'unknown', 'mode', 'could not be asked'],
  ['denied, in a closed directory', { reachable: false }, 'denied', 'mode', 'a directory on the way'],
  ['unknown, when the cgroup cannot be read', { cgroupAllows: null }, 'unknown', 'cgroup', 'cannot be read'],
  ['unknown, when SELinux enforces', { selinuxEnforces: true }, 'unknown', 'selinux', 'SELinux'],
  [
    'usable, when it was opened, whatever could not be read',
    { cgroupAllows: null, opened: '' },
    'usable',
    null,
    'it was opened',
  ],
  [
    'unknown, when it was opened under another label',
    { selinuxEnforces: true, opened: '' },
    'unknown',
    'selinux',
    'label',
  ],
  ['denied by the cgroup, when open(2) says EPERM', { opened: 'EPERM' }, 'denied', 'cgroup', 'EPERM'],
  ['denied by the mode, when open(2) says EACCES', { opened: 'EACCES' }, 'denied', 'mode', 'EACCES'],
  ['denied by nodev, when open(2) says EACCES there', { opened: 'EACCES', nodev: true }, 'denied', 'mount', 'nodev'],
  ['denied, when no driver answers', { opened: 'ENXIO' }, 'denied', 'unplugged', 'no driver'],
  ['unknown, when it is busy', { opened: 'EBUSY' }, 'unknown', null, 'EBUSY'],
])('judge() says %s', (_claim, facts, verdict, layer, reason) => {
  const answer = judge({ ...OPEN, ...facts }, WHO)
  expect(answer).toMatchObject({ path: '/dev/video0', verdict, layer })
  expect(answer.reason).toContain(reason)
  expect(answer.remedy === null || answer.remedy.length > 10).toBe(true)
})

test.each<[Verdict['verdict'][], 0 | 1 | 2]>([
  [[], 0],
  [['usable', 'usable'], 0],
  [['usable', 'unknown'], 2],
  [['unknown', 'denied', 'usable'], 1],
])('verdictExit() of %j is %d', (verdicts, exit) => {
  const devices = verdicts.map((verdict) => ({ path: '/dev/x', verdict, layer: null, reason: '', remedy: null }))
  expect(verdictExit({ devices })).toBe(exit)
})

test.each<[string, boolean]>([
  ['a *:* rwm', true],
  ['c 81:0 rw', true],
  ['c 81:* rwm', true],
  ['c *:0 r\nc 81:0 w', true],
  ['c 81:0 r', false],
  ['b 81:0 rw', false],
  ['c 81:1 rw', false],
  ['', false],
])('listAllows() of %j is %j for reading and writing c 81:0', (list, answer) => {
  expect(listAllows(list, OPEN.number, { read: true, write: true })).toBe(answer)
})
