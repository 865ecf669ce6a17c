import type { HostGid } from '../../../src/core/model/ids.ts'
import { parsePolicy } from '../../../src/core/policy/parse.ts'
import { BUILT_IN_POLICY, type Policy } from '../../../src/core/policy/policy.ts'
import type { World, WorldNode } from '../../support/recorder.ts'

const VIDEO: WorldNode = { number: { type: 'c', major: 1, minor: 3 }, uid: 0, gid: 44, mode: 0o660 }
const RENDER: WorldNode = { number: { type: 'c', major: 226, minor: 128 }, uid: 0, gid: 106, mode: 0o660 }
const KVM: WorldNode = { number: { type: 'c', major: 10, minor: 232 }, uid: 0, gid: 0, mode: 0o600 }
const HOST = { '/dev/video2': VIDEO, '/dev/dri/renderD128': RENDER, '/dev/kvm': KVM }
const NAMES = { '/dev/by-id/cam': '/dev/video2' }
const GROUPS = { video: 44, render: 106, root: 0, disk: 6 }

const GENEROUS = parsePolicy('[create]\ndevices = ["/dev/**"]', 'generous')
const NARROW = parsePolicy('on_denied = "continue"\n[allow]\ndevices = ["/dev/dri/*"]', 'narrow')
const POLICIES: readonly Policy[] = [BUILT_IN_POLICY, GENEROUS, GENEROUS, NARROW]

const MAPPED = {
  uid: [{ inside: 0, outside: 1_000_000_000, count: 65_536 }],
  gid: [{ inside: 0, outside: 1_000_000_000, count: 65_536 }],
}
const NODES: readonly World[] = [
  { nodes: HOST },
  { nodes: { '/dev/video2': { ...VIDEO, kind: 'shared' }, '/dev/dri/renderD128': RENDER } },
  { nodes: { '/dev/video2': { ...VIDEO, links: 2 } }, others: { '/dev/dri/renderD128': 'a symbolic link' } },
  {},
]

/** One of 64 machines in memory: four policies, four /dev of a container, with and without privileges and namespace. */
export function worldOf(number: number, config: string): World {
  const isRealRoot = (number & 16) === 0
  return {
    host: HOST,
    names: NAMES,
    groups: GROUPS,
    config,
    isRealRoot,
    callerGroups: isRealRoot ? [] : [44 as HostGid],
    ...((number & 32) === 0 ? {} : { userns: true, maps: MAPPED }),
    policy: POLICIES[number & 3] ?? BUILT_IN_POLICY,
    ...NODES[(number >> 2) & 3],
  }
}
