import { execFileSync } from 'node:child_process'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { filesOf } from './files.ts'
import type { Processor } from './processor.ts'
import type { Release } from './release.ts'
import { stage } from './stage.ts'

/** Makes the archive for everybody else: to be unpacked in `/`. @returns Its path. */
export function makeTarball(built: string, out: string, release: Release, { machine }: Processor): string {
  const { name, version, epoch, effort } = release
  const work = join(out, '.tar')
  stage(filesOf(built, 'tar'), work, epoch)
  const path = join(out, `${name}-${version}-linux-${machine}.tar.gz`)
  const order = ['--sort=name', `--mtime=@${epoch}`, '--owner=0', '--group=0', '--numeric-owner', '--format=gnu']
  // -n: no name and no time in the header of gzip.
  const options = [
    ...order,
    `--use-compress-program=gzip -n ${effort === 'best' ? '-9' : '-1'}`,
    '--create',
    '--file',
    path,
  ]
  execFileSync('tar', [...options, '--directory', work, 'etc', 'usr'], { stdio: ['ignore', 'ignore', 'inherit'] })
  rmSync(work, { recursive: true })
  return path
}
