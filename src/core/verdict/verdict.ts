import { type DeviceNumber, showMode, showNumber } from '../model/device.ts'
import type { Usable } from '../model/observation.ts'
import { isNeverServed } from '../policy/never.ts'
import { serveCommand } from './serve.ts'

/** Who said no. */
export type Layer = 'mode' | 'cgroup' | 'mount' | 'selinux' | 'unplugged'

/** What is known of one node of a running container. Ids are as the asking process counts them. */
export interface NodeFacts {
  readonly path: string
  /** What stands at the path when it is no device: `absent`, `directory`, …. */
  readonly other: string | undefined
  readonly number: DeviceNumber
  readonly uid: number
  readonly gid: number
  readonly mode: number
  readonly links: number
  /** Whether the host still has a device of that number. */
  readonly onHost: boolean
  readonly nodev: boolean
  /** The kernel's answer about owner, group, mode, ACL and capabilities. */
  readonly modeAllows: Usable
  /** Whether every directory on the way lets the identity through; null where it could not be asked. */
  readonly reachable: Usable
  /** What the device cgroup says; null where it cannot be read (cgroup v2 keeps it in a BPF program). */
  readonly cgroupAllows: Usable
  /** Whether SELinux enforces: its answer cannot be had without being the container's process. */
  readonly selinuxEnforces: boolean
  /** How a real open(2) ended: `''` for success, else the errno's name; undefined when it was not tried. */
  readonly opened: string | undefined
}

/** The identity that was asked for, in the ids of the asking process. */
export interface Subject {
  readonly uid: number
  readonly gid: number
  readonly groups: readonly number[]
}

/** One device of `verify`. */
export interface Verdict {
  readonly path: string
  readonly verdict: 'usable' | 'denied' | 'unknown'
  readonly layer: Layer | null
  /** A second layer that would say no once the first is mended; absent where none is known. */
  readonly also?: Layer
  readonly reason: string
  readonly remedy: string | null
}

/**
 * Says whether the container's process may open a device, and who says no.
 *
 * A real open(2) has the last word where there was one; else the layers are asked in the order in which the kernel asks
 * them, and one that cannot be asked makes the answer unknown, never yes.
 */
export function judge(facts: NodeFacts, who: Subject): Verdict {
  if (facts.other !== undefined) {
    return denied(facts, null, `found ${facts.other}, expected a device node`, 'name a device of the container')
  }
  if (isGone(facts)) return denied(facts, 'unplugged', gone(facts), 'plug the device in and start the container again')
  if (facts.opened !== undefined) return fromOpen(facts, who, facts.opened)
  return closedLayer(facts, who) ?? openQuestion(facts) ?? usable(facts, 'every layer that was asked allows it')
}

/** devtmpfs takes the mode of a node away before it unlinks it (drivers/base/devtmpfs.c). */
function isGone({ links, mode, onHost }: NodeFacts): boolean {
  return links === 0 || (mode === 0 && !onHost)
}

function gone({ number }: NodeFacts): string {
  return `the device ${showNumber(number)} was unplugged or numbered again; this is not a permission problem`
}

function closedLayer(facts: NodeFacts, who: Subject): Verdict | undefined {
  if (facts.reachable === false) {
    const reason = `EACCES: a directory on the way to it does not let uid ${who.uid} through`
    return denied(facts, 'mode', reason, 'give the directories the mode 0755')
  }
  if (facts.modeAllows === false) return deniedByMode(facts, who)
  if (facts.nodev)
    return denied(facts, 'mount', 'EACCES: it lies on a mount with the option nodev', 'mount it without nodev')
  if (facts.cgroupAllows === false) return denied(facts, 'cgroup', cgroupReason(facts), CGROUP_REMEDY)
  return undefined
}

function openQuestion(facts: NodeFacts): Verdict | undefined {
  if (facts.modeAllows === null || facts.reachable === null) {
    return unknown(facts, 'mode', 'the kernel could not be asked as this identity', 'run verify as root of the host')
  }
  if (facts.cgroupAllows === null) {
    return unknown(
      facts,
      'cgroup',
      'the device cgroup cannot be read on cgroup v2',
      'use --open, which really opens it',
    )
  }
  if (!facts.selinuxEnforces) return undefined
  return unknown(
    facts,
    'selinux',
    'SELinux is enforcing, and answers only the process itself',
    'look for AVC messages in the audit log',
  )
}

function fromOpen(facts: NodeFacts, who: Subject, errno: string): Verdict {
  if (errno === '') {
    return facts.selinuxEnforces
      ? unknown(facts, 'selinux', 'it opens, but not under the SELinux label of the container', 'look for AVC messages')
      : usable(facts, 'it was opened')
  }
  if (errno === 'EPERM') return denied(facts, 'cgroup', cgroupReason(facts), CGROUP_REMEDY)
  if (errno === 'EACCES') return closedLayer(facts, who) ?? deniedByMode(facts, who)
  if (errno === 'ENXIO' || errno === 'ENODEV')
    return denied(facts, 'unplugged', `${errno}: no driver answers for it`, null)
  return unknown(facts, null, `open(2) answered ${errno}, which says nothing about permission`, null)
}

/** With -v and without a rule, both say no: whoever mends the first alone comes back with the second. */
function deniedByMode(facts: NodeFacts, who: Subject): Verdict {
  const { number, path, cgroupAllows } = facts
  const verdict = denied(facts, 'mode', modeReason(facts, who), isNeverServed(number) ? null : serveCommand(path))
  if (cgroupAllows !== false) return verdict
  return { ...verdict, also: 'cgroup', reason: `${verdict.reason}; then ${cgroupReason(facts)}` }
}

const CGROUP_REMEDY = 'give the device with --device, which adds the rule'

function modeReason({ mode, uid, gid }: NodeFacts, who: Subject): string {
  const groups = [who.gid, ...who.groups]
  const group = groups.includes(gid) ? `gid ${gid} is in the groups of the process` : `gid ${gid} is not in its groups`
  return `EACCES: mode bits ${showMode(mode)} of ${uid}:${gid} say no to uid ${who.uid}, ${group}`
}

function cgroupReason({ number }: NodeFacts): string {
  return `EPERM: no device cgroup rule allows ${showNumber(number)}`
}

function usable({ path }: NodeFacts, reason: string): Verdict {
  return { path, verdict: 'usable', layer: null, reason, remedy: null }
}

function denied({ path }: NodeFacts, layer: Layer | null, reason: string, remedy: string | null): Verdict {
  return { path, verdict: 'denied', layer, reason, remedy }
}

function unknown({ path }: NodeFacts, layer: Layer | null, reason: string, remedy: string | null): Verdict {
  return { path, verdict: 'unknown', layer, reason, remedy }
}
