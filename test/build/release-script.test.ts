import { execFileSync, spawnSync } from 'node:child_process'
import { appendFileSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { inRoot, root } from '../../scripts/build/repository.ts'
import { PROCESSORS } from '../../scripts/package/processor.ts'
import { run, scratch } from './support/run.ts'

const { version } = JSON.parse(readFileSync(inRoot('package.json'), 'utf8'))
const ours = PROCESSORS.find(({ node }) => node === process.arch)
const hasRpmbuild = spawnSync('rpmbuild', ['--version']).status === 0

/** A checkout of its own, of HEAD, whose changelog has a section for the version. */
function checkout(): { readonly path: string; readonly git: (...args: string[]) => string } {
  const path = join(scratch(), 'checkout')
  const identity = ['-c', 'user.name=test', '-c', 'user.email=test@example.invalid']
  const git = (...args: string[]) =>
    execFileSync('git', ['-C', path, ...identity, ...args], { encoding: 'utf8' }).trim()
  execFileSync('git', ['clone', '--quiet', '--no-tags', root, path])
  symlinkSync(inRoot('node_modules'), join(path, 'node_modules'))
  appendFileSync(join(path, '.git/info/exclude'), '/node_modules\n')
  const changelog = join(path, 'CHANGELOG.md')
  writeFileSync(changelog, readFileSync(changelog, 'utf8').replace(/^## /m, `## [${version}]\n\n- What is new.\n\n$&`))
  git('commit', '--quiet', '--all', '--message', 'release')
  return { path, git }
}

function release(path: string, ...args: string[]) {
  const env = { PATH: process.env.PATH ?? '', HOME: process.env.HOME ?? '' }
  return run(process.execPath, { args: [join(path, 'scripts/release.ts'), ...args], env, patience: 300_000 })
}

test('scripts/release refuses a checkout without a tag, and one with changes', () => {
  const { path, git } = checkout()
  expect(release(path)).toMatchObject({ status: 1, stderr: expect.stringContaining('expected one tag') })
  git('tag', `v${version}`)
  appendFileSync(join(path, 'README.md'), 'changed\n')
  expect(release(path)).toMatchObject({ status: 1, stderr: expect.stringMatching(/in no commit:\n *M README\.md/) })
})

test('scripts/release makes packages, an archive, a bill of materials, notes and checksums of the tag', (context) => {
  context.skip(!hasRpmbuild || ours === undefined, 'needs rpmbuild, and a processor that there are packages for')
  const { path, git } = checkout()
  git('tag', `v${version}`)
  const out = join(path, 'dist/release')
  const { status, stderr } = release(path, '--fast', '--processor', process.arch, '--out', out)
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
  const name = `oci-device-hook-${version}`
  const archive = `${name}-linux-${ours?.machine}`
  const expected = [
    'RELEASE-NOTES.md',
    'SHA256SUMS',
    `${name}-1.${ours?.machine}.rpm`,
    `${archive}.cdx.json`,
    `${archive}.tar.gz`,
    `oci-device-hook_${version}-1_${ours?.debian}.deb`,
  ]
  expect(readdirSync(out).toSorted()).toEqual(expected.toSorted())
  execFileSync('sha256sum', ['--check', '--strict', '--quiet', 'SHA256SUMS'], { cwd: out })
  expect(readFileSync(join(out, 'SHA256SUMS'), 'utf8').trimEnd().split('\n')).toHaveLength(expected.length - 1)
  expect(readFileSync(join(out, 'RELEASE-NOTES.md'), 'utf8')).toBe('- What is new.\n')
  execFileSync('tar', ['--extract', '--file', join(out, `${archive}.tar.gz`), '--directory', out, 'usr/bin'])
  const said = run(join(out, 'usr/bin/oci-device-hook'), { args: ['--version'] }).stdout
  expect(said).toContain(git('rev-parse', '--short=12', 'HEAD'))
  expect(said).not.toContain('dirty')
}, 300_000)
