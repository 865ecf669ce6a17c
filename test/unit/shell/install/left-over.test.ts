import { expect, test } from 'vitest'
import type { Files } from '../../../../src/shell/install/files.ts'
import type { InstallHost } from '../../../../src/shell/install/host.ts'
import { leftOver } from '../../../../src/shell/install/left-over.ts'
import { linuxFiles } from '../../../../src/shell/linux/files.ts'

/** A machine with these texts, and nothing else. */
function host(texts: Readonly<Record<string, string>>, home?: string): InstallHost {
  const files: Files = {
    ...linuxFiles,
    read: (path) => texts[path],
    list: (directory) =>
      Object.keys(texts).flatMap((path) =>
        path.startsWith(`${directory}/`) ? [path.slice(directory.length + 1)] : [],
      ),
    look: (path) => (texts[path] === undefined ? { kind: 'absent' } : { kind: 'other', what: 'a file' }),
  }
  return {
    files,
    places: { state: '/var/lib/oci-device-hook' },
    program: '/proc/self/exe',
    podman: { major: 4, isRootless: home !== undefined, home },
  }
}

const naming = (prefix: string) => `[engine]\nhooks_dir = ["/etc/x", "${prefix}/share/oci-device-hook/hooks.d"]\n`
const ROOT = '/etc/containers/containers.conf.d/oci-device-hook.conf'
const HOME = '/home/bob/.config/containers'

test.each<[string, InstallHost, string, readonly string[], readonly string[]]>([
  ['a clean machine', host({}), '/usr/local', [], []],
  [
    'a file that names another prefix',
    host({ [ROOT]: naming('/opt/x'), '/opt/x/bin/oci-device-hook': '' }),
    '/usr/local',
    [ROOT],
    ['/opt/x/bin/oci-device-hook'],
  ],
  ['the files of a package', host({ [ROOT]: naming('/usr'), '/usr/bin/oci-device-hook': '' }), '/usr/local', [], []],
  ["root's files, for a user", host({ [ROOT]: naming('/usr/local') }, HOME), '/home/bob/.local', [], []],
  [
    "the user's own",
    host({ [`${HOME}/containers.conf`]: naming('/home/bob/.local'), '/home/bob/.local/bin/oci-device-hook': '' }, HOME),
    '/home/bob/.local',
    [`${HOME}/containers.conf`],
    ['/home/bob/.local/bin/oci-device-hook'],
  ],
])('leftOver() of %s', (_, machine, prefix, configuration, files) => {
  expect(leftOver(machine, prefix)).toEqual({ configuration, files })
})
