import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { inRoot } from '../build/repository.ts'

/** A file of the packages: where it goes, and its content or the file that is copied. */
export interface PackagedFile {
  readonly to: string
  readonly content: Buffer | { readonly from: string }
  readonly mode: 0o644 | 0o755
  /** The administrator's from the moment that it is installed: upgrades leave it alone. */
  readonly isConfiguration?: true
}

/** What is for one kind of package alone: Debian and Fedora keep these in different places. */
export type Flavour = 'deb' | 'rpm' | 'tar'

const DOC = '/usr/share/doc/oci-device-hook'

/**
 * Every file of a package, by path.
 *
 * @param built The directory of the executable, with its licences, SBOM, manual pages and completions.
 */
export function filesOf(built: string, flavour: Flavour): PackagedFile[] {
  const files = [
    { to: '/usr/bin/oci-device-hook', content: { from: join(built, 'oci-device-hook') }, mode: 0o755 as const },
    ...HOOKS.map(([from, to]) => file(inRoot('hooks.d', from), to)),
    file(inRoot('packaging/containers/oci-device-hook.conf'), '/usr/share/oci-device-hook/containers.conf'),
    { ...file(inRoot('examples/policy.toml'), '/etc/oci-device-hook/policy.toml'), isConfiguration: true as const },
    file(inRoot('examples/policy.toml'), `${DOC}/examples/policy.toml`),
    ...UNITS.map((unit) => file(inRoot('packaging/systemd', unit), `/usr/lib/systemd/system/${unit}`)),
    file(inRoot('packaging/udev/70-oci-device-hook.rules'), '/usr/lib/udev/rules.d/70-oci-device-hook.rules'),
    zipped(inRoot('CHANGELOG.md'), `${DOC}/changelog.gz`),
    zipped(join(built, 'THIRD-PARTY-LICENSES.txt'), `${DOC}/THIRD-PARTY-LICENSES.txt.gz`),
    zipped(join(built, 'oci-device-hook.cdx.json'), `${DOC}/oci-device-hook.cdx.json.gz`),
    file(
      inRoot(flavour === 'deb' ? 'packaging/copyright' : 'LICENSE'),
      `${DOC}/${flavour === 'deb' ? 'copyright' : 'LICENSE'}`,
    ),
    ...manualPages(join(built, 'man')),
    ...completions(join(built, 'completions'), flavour),
  ]
  return files.sort((a, b) => (a.to < b.to ? -1 : 1))
}

/** precreate alone in a directory of its own: CRI-O and `podman build` refuse a directory with a file that names it. */
const HOOKS = [
  [
    'createRuntime/oci-device-hook-createRuntime.json',
    '/usr/share/containers/oci/hooks.d/oci-device-hook-createRuntime.json',
  ],
  ['precreate/oci-device-hook-precreate.json', '/usr/share/oci-device-hook/hooks.d/oci-device-hook-precreate.json'],
] as const

const UNITS = ['oci-device-hook-cdi@.service', 'oci-device-hook-cdi@.path']

/** Whatever the build left there: `oci-device-hook.1`, `oci-device-hook-policy.toml.5`. */
function manualPages(directory: string): PackagedFile[] {
  return namesIn(directory).flatMap((name) => {
    const section = /\.([1-8])$/.exec(name)?.[1]
    return section === undefined ? [] : [zipped(join(directory, name), `/usr/share/man/man${section}/${name}.gz`)]
  })
}

/** Whatever the build left there, one file for each shell. */
function completions(directory: string, flavour: Flavour): PackagedFile[] {
  return namesIn(directory).flatMap((name) => {
    const place = SHELLS.find(({ pattern }) => pattern.test(name))?.place(flavour === 'deb')
    return place === undefined ? [] : [file(join(directory, name), place)]
  })
}

const SHELLS: readonly { pattern: RegExp; place: (isDebian: boolean) => string }[] = [
  { pattern: /fish$/, place: () => '/usr/share/fish/vendor_completions.d/oci-device-hook.fish' },
  {
    pattern: /zsh$|^_/,
    place: (isDebian) => `/usr/share/zsh/${isDebian ? 'vendor-completions' : 'site-functions'}/_oci-device-hook`,
  },
  { pattern: /./, place: () => '/usr/share/bash-completion/completions/oci-device-hook' },
]

function namesIn(directory: string): string[] {
  return existsSync(directory) ? readdirSync(directory).sort() : []
}

function file(from: string, to: string): PackagedFile {
  return { to, content: { from }, mode: 0o644 }
}

/** Node writes no name and no time into the header. */
function zipped(from: string, to: string): PackagedFile {
  return { to, content: gzipSync(readFileSync(from), { level: 9 }), mode: 0o644 }
}
