import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { filesOf, type PackagedFile } from './files.ts'
import { maintainerScript } from './maintainer-scripts.ts'
import type { Processor } from './processor.ts'
import { DESCRIPTION, MAINTAINER, type Release, SUMMARY } from './release.ts'
import { settle, stage } from './stage.ts'

/**
 * Makes the package for Debian and its descendants.
 *
 * @returns Its path.
 * @throws When dpkg-deb is missing or refuses.
 */
export function makeDeb(built: string, out: string, release: Release, { debian }: Processor): string {
  const { name, version, revision, epoch, effort } = release
  const files = [...filesOf(built, 'deb'), changelog(release)]
  const work = join(out, '.deb')
  stage(files, work, epoch)
  mkdirSync(join(work, 'DEBIAN'))
  for (const [file, text, mode] of controlFiles(files, work, release, debian)) {
    writeFileSync(join(work, 'DEBIAN', file), text, { mode })
  }
  settle(join(work, 'DEBIAN'), epoch)
  const path = join(out, `${name}_${version}-${revision}_${debian}.deb`)
  // xz, not zstd: Debian 11 cannot read the latter, and it is a tenth larger (30.7 and 27.2 MB, measured).
  // One thread: how many there are changes the bytes.
  const compression = effort === 'best' ? ['-Zxz', '-z6', '--threads-max=1'] : ['-Zgzip', '-z1']
  const options = ['--root-owner-group', ...compression]
  const env = { ...process.env, SOURCE_DATE_EPOCH: `${epoch}` }
  execFileSync('dpkg-deb', [...options, '--build', work, path], { stdio: ['ignore', 'ignore', 'inherit'], env })
  rmSync(work, { recursive: true })
  return path
}

type ControlFile = readonly [name: string, text: string, mode: number]

function controlFiles(files: readonly PackagedFile[], work: string, release: Release, debian: string): ControlFile[] {
  const configuration = files.filter(({ isConfiguration }) => isConfiguration).map(({ to }) => `${to}\n`)
  const scripts = (['postinst', 'prerm', 'postrm'] as const).map(
    (name): ControlFile => [name, maintainerScript(name), 0o755],
  )
  return [
    ['control', control(work, release, debian), 0o644],
    ['conffiles', configuration.join(''), 0o644],
    [
      'md5sums',
      files
        .filter(({ isConfiguration }) => !isConfiguration)
        .map((file) => sum(file, work))
        .join(''),
      0o644,
    ],
    ...scripts,
  ]
}

/** The C library that Node's binary is linked to, and C++ symbols of GCC 5 (objdump -T). */
const DEPENDS = 'libc6 (>= 2.28), libstdc++6 (>= 5), libgcc-s1 | libgcc1, libatomic1'

function control(work: string, { name, version, revision }: Release, debian: string): string {
  const size = execFileSync('du', ['--summarize', '--apparent-size', '--block-size=1024', work], { encoding: 'utf8' })
  const long = DESCRIPTION.split('\n').map((line) => ` ${line}\n`)
  return `Package: ${name}
Version: ${version}-${revision}
Architecture: ${debian}
Maintainer: ${MAINTAINER}
Installed-Size: ${size.split('\t')[0]}
Depends: ${DEPENDS}
Recommends: podman
Section: admin
Priority: optional
Description: ${SUMMARY}
${long.join('')}`
}

function sum({ to }: PackagedFile, work: string): string {
  return `${createHash('md5')
    .update(readFileSync(join(work, to)))
    .digest('hex')}  ${to.slice(1)}\n`
}

function changelog({ name, version, revision, epoch }: Release): PackagedFile {
  const date = new Date(epoch * 1000).toUTCString().replace('GMT', '+0000')
  const text = `${name} (${version}-${revision}) unstable; urgency=medium

  * See changelog.gz.

 -- ${MAINTAINER}  ${date}
`
  return { to: `/usr/share/doc/${name}/changelog.Debian.gz`, content: gzipSync(text, { level: 9 }), mode: 0o644 }
}
