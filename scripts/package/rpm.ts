import { execFileSync } from 'node:child_process'
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { inRoot } from '../build/repository.ts'
import { filesOf, type PackagedFile } from './files.ts'
import { scriptFunctions } from './maintainer-scripts.ts'
import type { Processor } from './processor.ts'
import { DESCRIPTION, type Release } from './release.ts'
import { stage } from './stage.ts'

/**
 * Makes the package for Fedora and its relatives.
 *
 * @returns Its path.
 * @throws When rpmbuild is missing or refuses.
 */
export function makeRpm(built: string, out: string, release: Release, { machine }: Processor): string {
  const { name, version, revision, epoch, effort } = release
  const work = resolve(out, '.rpm')
  const files = filesOf(built, 'rpm')
  stage(files, join(work, 'stage'), epoch)
  mkdirSync(join(work, 'top'), { recursive: true })
  writeFileSync(join(work, 'package.spec'), specOf(files, work, release))
  const payload = effort === 'best' ? 'w6.xzdio' : 'w1.gzdio'
  const macros = Object.entries({ ...MACROS, _binary_payload: payload }).flatMap(([key, value]) => [
    '--define',
    `${key} ${value}`,
  ])
  const options = [...macros, '--define', `_topdir ${work}/top`, '--target', `${machine}-linux`]
  const env = { ...process.env, SOURCE_DATE_EPOCH: `${epoch}` }
  execFileSync('rpmbuild', ['-bb', '--quiet', ...options, join(work, 'package.spec')], {
    stdio: ['ignore', 'ignore', 'inherit'],
    env,
  })
  const file = `${name}-${version}-${revision}.${machine}.rpm`
  renameSync(join(work, 'top/RPMS', machine, file), join(out, file))
  rmSync(work, { recursive: true })
  return join(out, file)
}

/** The same bytes wherever it is built, and no strip: that would cut off what was injected into the executable. */
const MACROS = {
  _buildhost: 'localhost',
  use_source_date_epoch_as_buildtime: '1',
  clamp_mtime_to_source_date_epoch: '1',
  build_mtime_policy: 'clamp_to_source_date_epoch',
  debug_package: '%{nil}',
  _build_id_links: 'none',
  __os_install_post: '%{nil}',
  _source_filedigest_algorithm: '8',
  _binary_filedigest_algorithm: '8',
} as const

/** Directories that are gone with the package, unless another one has them too. */
const OURS =
  /^\/(etc\/oci-device-hook|usr\/share\/(oci-device-hook|containers\/oci|doc\/oci-device-hook|zsh|fish|bash-completion))(\/|$)/

function directoriesOf(files: readonly PackagedFile[]): string[] {
  const above = files.flatMap(({ to }) => to.split('/').map((_, at, parts) => parts.slice(0, at).join('/')))
  return [...new Set(above)].filter((path) => OURS.test(path)).sort()
}

function specOf(files: readonly PackagedFile[], work: string, { version, revision }: Release): string {
  const values: Readonly<Record<string, string>> = {
    VERSION: version,
    REVISION: revision,
    DESCRIPTION,
    STAGE: join(work, 'stage'),
    FUNCTIONS: scriptFunctions().replaceAll('%', '%%'),
    FILES: [...directoriesOf(files).map((path) => `%dir ${path}`), ...files.map(listed)].join('\n'),
  }
  const template = readFileSync(inRoot('packaging/oci-device-hook.spec'), 'utf8')
  return template.replace(/@([A-Z]+)@/g, (word, key) => values[key] ?? word)
}

function listed({ to, mode, isConfiguration }: PackagedFile): string {
  return `%attr(0${mode.toString(8)}, root, root) ${isConfiguration ? '%config(noreplace) ' : kindOf(to)}${to}`
}

function kindOf(path: string): string {
  if (path.endsWith('/LICENSE')) return '%license '
  return path.startsWith('/usr/share/doc/') ? '%doc ' : ''
}
