import { expect, test } from 'vitest'
import { serveCommand } from '../../../../src/core/verdict/serve.ts'
import { judge, type NodeFacts } from '../../../../src/core/verdict/verdict.ts'

const FACTS: NodeFacts = {
  path: '/dev/ttyUSB0',
  other: undefined,
  number: { type: 'c', major: 188, minor: 0 },
  uid: 0,
  gid: 20,
  mode: 0o660,
  links: 1,
  onHost: true,
  nodev: false,
  modeAllows: false,
  reachable: true,
  cgroupAllows: null,
  selinuxEnforces: false,
  opened: undefined,
}
const WHO = { uid: 1000, gid: 1000, groups: [] }

test('serveCommand() is a command with the device, and with a placeholder for a name that a shell would read', () => {
  expect(serveCommand('/dev/dri/by-path/pci-0000:00:02.0-card')).toBe(
    'podman run --annotation oci-device-hook/mode=auto --device /dev/dri/by-path/pci-0000:00:02.0-card IMAGE',
  )
  for (const name of ['/dev/$(reboot)', '/dev/x y', "/dev/'", '/dev/\u001b[2J', 'x'])
    expect(serveCommand(name)).toContain('--device DEVICE IMAGE')
})

test('judge() offers the hook for a device that the mode closes, and nothing for one that is never served', () => {
  expect(judge(FACTS, WHO).remedy).toBe(serveCommand('/dev/ttyUSB0'))
  expect(judge({ ...FACTS, number: { type: 'b', major: 252, minor: 0 } }, WHO).remedy).toBeNull()
})

test('judge() names the device cgroup as well where it would say no next', () => {
  const verdict = judge({ ...FACTS, cgroupAllows: false }, WHO)
  expect(verdict).toMatchObject({ layer: 'mode', also: 'cgroup' })
  expect(verdict.reason).toContain('then EPERM: no device cgroup rule allows c 188:0')
  expect(judge(FACTS, WHO).also).toBeUndefined()
})
