import { type KeyManual, POLICY_MANUAL } from '../../../src/core/policy/manual.ts'
import { example, item, paragraph, type Roff, section, title } from './roff.ts'

/** oci-device-hook-policy.toml(5), of the list that is held to the schema. */
export function policyPage({ date, version }: { date: string; version: string }): string {
  const lines: Roff = [
    title('oci-device-hook-policy.toml', 5, date, version),
    ...section('NAME', ['oci\\-device\\-hook\\-policy.toml \\- what the hook may do for containers']),
    ...section(
      'SYNOPSIS',
      ['.PP', '\\fI/etc/oci\\-device\\-hook/policy.toml\\fR'],
      ['.PP', '\\fI$XDG_CONFIG_HOME/oci\\-device\\-hook/policy.toml\\fR'],
    ),
    ...section('DESCRIPTION', ...ABOUT.map(paragraph)),
    ...section('KEYS', ...POLICY_MANUAL.map(keyItem)),
    ...section('EXAMPLES', example('Graphics and serial devices, nothing else, and no groups', EXAMPLE)),
    ...section('SEE ALSO', ['.BR oci\\-device\\-hook (1)']),
  ]
  return `${lines.join('\n')}\n`
}

const ABOUT = [
  'What the administrator lets the hook do, in TOML 1.0. It narrows: nothing in it gives a container what neither the engine gave nor the container asked for. Every key is optional, and an unknown key is an error.',
  'For root only the first file counts. Rootless, a grant has to get past both, and of each setting the narrower value counts.',
  'Never, whatever a file says: block devices, /dev/mem, /dev/kmem and /dev/port are not served; gid 0 and the groups root, disk, kmem, mem, shadow, sudo, wheel, adm, docker, lxd and libvirt are not given.',
  'The file and every directory above it must belong to root, and nobody else may write them. Replace it with mv(1). A file that is not understood, or that others may write, is not half applied: containers that ask for devices do not start. "oci-device-hook policy check" shows the effective policy.',
]

const EXAMPLE = '[allow]\nclasses = ["gpu", "serial"]\n\n[deny]\nstrategies = ["groups", "keep-groups"]'

function keyItem({ key, values, absent, about }: KeyManual): Roff {
  return item(key, about, `Values: ${values}.`, `Default: ${absent}.`)
}
