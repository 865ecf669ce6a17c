/** The steps of withCredentials(): each is made, then read back. */
import { CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH, type Capabilities, capget, capset } from './capabilities.ts'
import { getfsgid, getfsuid, getgroups, setfsgid, setfsuid, setgroups } from './credentials.ts'
import { showIds } from './describe.ts'

/** What one thread accesses files with. */
export type State = {
  readonly groups: readonly number[]
  readonly gid: number
  readonly uid: number
  readonly capabilities: Capabilities
}

export function readState(): State {
  return { groups: getgroups(), gid: getfsgid(), uid: getfsuid(), capabilities: capget() }
}

/** Groups first, while CAP_SETGID is certain; capabilities last, since a change of fsuid from or to 0 moves them. */
export function switchTo(target: Omit<State, 'capabilities'>, dacOverride: boolean): void {
  switchGroups(target.groups)
  switchGid(target.gid)
  switchUid(target.uid)
  switchCapabilities(withDacOverride(capget(), dacOverride))
}

/** In reverse, save that the capabilities are last again, for the same reason. */
export function switchBack(before: State): void {
  switchUid(before.uid)
  switchGid(before.gid)
  switchGroups(before.groups)
  switchCapabilities(before.capabilities)
}

/** Not called when there is nothing to change: where setgroups(2) is denied, leaving them is still possible. */
function switchGroups(groups: readonly number[]): void {
  if (!isSameList(groups, getgroups())) setgroups(groups)
  const now = getgroups()
  if (!isSameList(groups, now)) throw new Error(`the groups are ${showIds(now)} after setgroups(${showIds(groups)})`)
}

function switchGid(gid: number): void {
  setfsgid(gid)
  const now = getfsgid()
  if (now !== gid) throw new Error(`the file-system gid is still ${now} after setfsgid(${gid})`)
}

function switchUid(uid: number): void {
  setfsuid(uid)
  const now = getfsuid()
  if (now !== uid) throw new Error(`the file-system uid is still ${now} after setfsuid(${uid})`)
}

function switchCapabilities(wanted: Capabilities): void {
  capset(wanted)
  const now = capget()
  if (now.effective !== wanted.effective) {
    throw new Error(`the effective capabilities are 0x${now.effective.toString(16)} after capset()`)
  }
}

function withDacOverride(present: Capabilities, wanted: boolean): Capabilities {
  const both = CAP_DAC_OVERRIDE | CAP_DAC_READ_SEARCH
  return { ...present, effective: wanted ? present.effective | both : present.effective & ~both }
}

/** Whatever their order: the kernel keeps groups by the number they have on the host, which a user namespace rearranges. */
function isSameList(one: readonly number[], other: readonly number[]): boolean {
  const [a, b] = [one, other].map((list) => [...list].sort((x, y) => x - y))
  return one.length === other.length && a?.every((value, index) => value === b?.[index]) === true
}
