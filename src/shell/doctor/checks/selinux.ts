import { type Finding, ok, warn } from '../../../core/doctor/finding.ts'
import { check } from '../check.ts'
import type { Sources } from '../sources.ts'

interface Facts {
  readonly mode: 'absent' | 'permissive' | 'enforcing'
  /** Types of the devices' labels that container_t may not open as things are. */
  readonly denied: readonly string[]
  readonly denials: readonly string[]
}

/** What container_t may open without any boolean (container-selinux, container.te). */
const ALWAYS: ReadonlySet<string> = new Set([
  'fuse_device_t',
  'null_device_t',
  'random_device_t',
  'tun_tap_device_t',
  'urandom_device_t',
  'zero_device_t',
])

/** Booleans of container-selinux, and the type that each opens; container_use_devices opens all. */
const BOOLEANS: ReadonlyMap<string, string> = new Map([
  ['dri_device_t', 'container_use_dri_devices'],
  ['xserver_misc_device_t', 'container_use_xserver_devices'],
])

/** Whether SELinux lets containers open devices: what no mode, group or ACL can change. */
export const selinux = check('selinux', gather, judge)

async function gather(sources: Sources): Promise<Facts> {
  const enforce = sources.read('/sys/fs/selinux/enforce')?.trim()
  if (enforce === undefined) return { mode: 'absent', denied: [], denials: [] }
  const isOn = (name: string) => sources.read(`/sys/fs/selinux/booleans/${name}`)?.startsWith('1') === true
  const types = sources.devices().flatMap((device) => (device.class === 'other' ? [] : typeIn(device.label)))
  const isOpen = (type: string) => ALWAYS.has(type) || isOn('container_use_devices') || isOn(BOOLEANS.get(type) ?? '')
  return {
    mode: enforce === '1' ? 'enforcing' : 'permissive',
    denied: [...new Set(types)].filter((type) => !isOpen(type)).sort(),
    denials: await denialsOf(sources),
  }
}

/** user:role:type:level. */
function typeIn(label: string | undefined): string[] {
  const type = label?.split(':')[2]
  return type === undefined ? [] : [type]
}

/** What the audit log has of today; nothing where it is closed to us. */
async function denialsOf(sources: Sources): Promise<string[]> {
  const answer = await sources.run('ausearch', ['-m', 'AVC', '-ts', 'today', '--raw'])
  const lines = answer?.stdout.split('\n') ?? []
  return lines.filter((line) => line.includes('container_t') && line.includes('tclass=chr_file'))
}

const ALLOW = 'sudo setsebool -P container_use_devices=true'

function judge({ mode, denied, denials }: Facts): Finding[] {
  if (mode === 'absent') return [ok('SELINUX', 'SELinux is not in use')]
  if (mode === 'permissive') return [ok('SELINUX', 'SELinux is permissive: it denies nothing')]
  if (denied.length === 0)
    return [ok('SELINUX', 'SELinux is enforcing, and containers may use the devices of this host')]
  const types = denied.join(', ')
  const recent = denials.at(-1)
  return [
    warn({
      code: 'SELINUX_DEVICES_OFF',
      found: `SELinux is enforcing, and container_use_devices is off: containers may not open ${types}`,
      expected: 'container_use_devices on, or --security-opt label=disable for the container',
      remedy: ALLOW,
    }),
    ...(recent === undefined ? [] : [denial(recent, denials.length)]),
  ]
}

function denial(line: string, count: number): Finding {
  const found = `the audit log has ${count} denied device${count === 1 ? '' : 's'} of today; the last: ${line.trim()}`
  return warn({ code: 'SELINUX_DENIALS', found, expected: 'none', remedy: ALLOW })
}
