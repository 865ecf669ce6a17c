import type { Command } from 'commander'
import { EXIT, HookError } from '../../core/errors.ts'
import type { UserWithGroups } from '../../core/host/accounts.ts'
import { type DevicesDocument, deviceDocument, type HostDevice, type UserAnswer } from '../../core/host/host-device.ts'
import { permissionOf } from '../../core/host/permission.ts'
import { DEVICE_CLASSES } from '../../core/model/device-class.ts'
import { isWithin } from '../../core/model/paths.ts'
import { quote } from '../../core/report/quote.ts'
import { mayOpen } from '../../shell/linux/ask-as-user.ts'
import { hostDevices } from '../../shell/linux/host-devices.ts'
import { hostAccounts, userNamed } from '../accounts.ts'
import { type Manual, withManual } from '../manual.ts'
import { type Output, writeJson } from '../output/output.ts'
import { renderDevices } from './render-devices.ts'

interface Flags {
  readonly user?: string
  readonly all?: true
  readonly json?: true
}

export function addDevices(program: Command, output: Output): void {
  const command = program
    .command('devices')
    .description("show the host's devices, and who may open them")
    .argument('[which...]', `paths below /dev, or classes (${DEVICE_CLASSES.join(', ')})`)
    .option('--user <name>', 'say of each whether this user of the host may open it, and by which rule')
    .option('--all', 'also devices of no known class: consoles, disks, memory')
    .option('--json', 'print JSON (version 1)')
    .action((which: string[], flags: Flags) => devices(which, flags, output))
  withManual(command, MANUAL, output)
}

async function devices(which: readonly string[], flags: Flags, output: Output): Promise<void> {
  const user = flags.user === undefined ? undefined : await userNamed(flags.user)
  const accounts = await hostAccounts()
  const all = hostDevices()
  const chosen = choose(all, which, flags)
  const document: DevicesDocument = {
    version: 1,
    user: user?.name ?? null,
    devices: chosen.map((device) => deviceDocument(device, accounts, user && answerFor(user, device))),
  }
  if (flags.json) writeJson(output, document)
  else
    output.write(
      renderDevices(
        document,
        { isDetailed: which.some(isPath), hidden: all.length - chosen.length, classes: which.filter(isClass) },
        output.screen,
      ),
    )
}

/** @throws {HookError} `ERR_DEVICE` for something that is neither a class nor leads to a device. */
function choose(all: readonly HostDevice[], which: readonly string[], { all: isAll }: Flags): readonly HostDevice[] {
  if (which.length === 0) return isAll ? all : all.filter((device) => device.class !== 'other')
  const found = which.map((word) => all.filter((device) => isMeant(device, word)))
  const missing = which.find((word, index) => found[index]?.length === 0 && !isClass(word))
  if (missing === undefined) return all.filter((device) => found.some((some) => some.includes(device)))
  const expected = `a path below /dev or one of the classes ${DEVICE_CLASSES.join(', ')}`
  throw new HookError('ERR_DEVICE', EXIT.input, `devices: found no device ${quote(missing)}, expected ${expected}`)
}

function isMeant({ path, names, class: kind }: HostDevice, word: string): boolean {
  return isPath(word) ? [path, ...names].some((name) => isWithin(name, word.replace(/\/+$/, ''))) : kind === word
}

function isPath(word: string): boolean {
  return word.startsWith('/')
}

function isClass(word: string): boolean {
  return (DEVICE_CLASSES as readonly string[]).includes(word)
}

/** The kernel has the last word where it can be asked; the rule is ours either way, for the kernel names none. */
function answerFor({ uid, gid, groups }: UserWithGroups, device: HostDevice): UserAnswer {
  const permission = permissionOf(device, device.acl, { uid, gid, groups, overridesModes: uid === 0 })
  const asked = mayOpen(device.path, uid, gid, groups)
  if (asked === null) return { ...permission, source: 'computed', isOverruled: false }
  return { ...permission, allowed: asked, source: 'kernel', isOverruled: asked !== permission.allowed }
}

const MANUAL: Manual = {
  about: [
    'Nothing is opened. As root, --user asks the kernel as that user, with the groups that a new login would have; ' +
      'otherwise the answer is computed from owner, group, mode and ACL, and security modules such as SELinux are left out.',
  ],
  exitCodes: [
    [0, 'done'],
    [65, 'there is no such device, or no such user'],
  ],
  examples: [
    { does: 'what is here that a container might want', command: 'oci-device-hook devices' },
    { does: 'may alice use the GPUs?', command: 'sudo oci-device-hook devices gpu --user alice' },
    {
      does: 'everything about one device',
      command: 'oci-device-hook devices /dev/serial/by-id/usb-1a86_USB_Serial-if00-port0',
    },
  ],
}
