import { type Finding, ok, warn } from '../../../core/doctor/finding.ts'
import { udevRule } from '../../../core/doctor/udev-rule.ts'
import type { HostDevice } from '../../../core/host/host-device.ts'
import { showMode } from '../../../core/model/device.ts'
import { UNNAMED_CLASS } from '../../../core/policy/never.ts'
import { shellQuote } from '../../../core/report/shell-quote.ts'
import { check } from '../check.ts'
import type { Sources } from '../sources.ts'
import { usbIdOf } from '../usb-id.ts'

interface Facts {
  readonly closed: readonly { readonly device: HostDevice; readonly usbId: ReturnType<typeof usbIdOf> }[]
  /** Directories below /dev that users may not enter. */
  readonly directories: readonly string[]
}

const GROUP_READ_WRITE = 0o060
const OTHERS_READ_WRITE = 0o006
const OTHERS_SEARCH = 0o001

/** Nodes that no group opens: nothing but udev or an ACL can help there. */
export const nodes = check('nodes', gather, judge)

function gather(sources: Sources): Facts {
  const closed = sources.devices().filter((device) => isMeantForUsers(device) && isRootsAlone(device))
  // /dev/fd is a link to what is this process's own.
  const names = (sources.list('/dev') ?? []).filter((name) => name !== 'fd')
  const directories = names.map((name) => `/dev/${name}`).filter((path) => isClosed(sources, path))
  return { closed: closed.map((device) => ({ device, usbId: usbIdOf(sources, device.number) })), directories }
}

/** What reads disks past every file system is meant to be closed; what is of no known class may be. */
function isMeantForUsers({ class: kind }: HostDevice): boolean {
  return kind !== 'other' && kind !== UNNAMED_CLASS
}

function isRootsAlone({ mode, uid, acl }: HostDevice): boolean {
  return uid === 0 && acl === undefined && !isShared(mode)
}

/** A group of root's own opens it for nobody, but can be changed; what counts is that the bits are there. */
function isShared(mode: number): boolean {
  return (mode & GROUP_READ_WRITE) === GROUP_READ_WRITE || (mode & OTHERS_READ_WRITE) === OTHERS_READ_WRITE
}

function isClosed(sources: Sources, path: string): boolean {
  const status = sources.status(path)
  return status?.kind === 'directory' && (status.mode & OTHERS_SEARCH) === 0
}

function judge({ closed, directories }: Facts): Finding[] {
  const wrong = [...closed.map(({ device, usbId }) => judgeNode(device, usbId)), ...directories.map(judgeDirectory)]
  return wrong.length > 0 ? wrong : [ok('NODES', 'every device of a known class can be opened by some group')]
}

function judgeNode({ path, number, class: kind, mode }: HostDevice, usbId: ReturnType<typeof usbIdOf>): Finding {
  return warn({
    code: 'NODE_WITHOUT_GROUP',
    found: `${path} is ${showMode(mode)}: no group opens it, and rootless containers cannot`,
    expected: 'a group that may read and write',
    remedy: udevRule({ path, number, class: kind, usbId }) ?? null,
  })
}

function judgeDirectory(path: string): Finding {
  return warn({
    code: 'DEV_DIRECTORY_CLOSED',
    found: `${path} is closed to users: rootless containers with --privileged do not start`,
    expected: 'mode 0755',
    remedy: `sudo chmod 755 ${shellQuote(path)}`,
  })
}
