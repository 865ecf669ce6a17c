import { spawnSync } from 'node:child_process'
import fs from 'node:fs'
import { beforeEach, describe, expect, test } from 'vitest'
import type { HostUid } from '../../../../src/core/model/ids.ts'
import type { HostPath } from '../../../../src/core/model/paths.ts'
import type { ContainerState } from '../../../../src/core/parse/state.ts'
import { O_DIRECTORY, O_PATH } from '../../../../src/native/constants.ts'
import { open } from '../../../../src/native/open.ts'
import { readBundle } from '../../../../src/shell/linux/bundle.ts'
import { readDocument } from '../../../../src/shell/linux/document.ts'
import { TemporaryDirectory } from '../../../native/support/directory.ts'
import { needsRoot } from '../../../native/support/root.ts'
import { hookError } from '../../../support/expect-error.ts'

beforeEach(needsRoot)

function read(bundle: string) {
  const state: ContainerState = {
    id: 'odh-no-such',
    pid: 2,
    bundle: bundle as HostPath,
    root: undefined,
    annotations: {},
  }
  using procfd = open('/proc/self', O_PATH | O_DIRECTORY)
  return readBundle(state, procfd.fd, 0 as HostUid)
}

test('readBundle() reads config.json of the bundle', () => {
  using dir = new TemporaryDirectory()
  fs.writeFileSync(dir.at('config.json'), '{}', { mode: 0o600 })
  expect(read(dir.path)).toEqual({ directory: dir.path, configText: '{}' })
})

test('readBundle() follows links above the directory, as /var/run is one, and gives the path without them', () => {
  using dir = new TemporaryDirectory()
  fs.mkdirSync(dir.at('run/bundle'), { recursive: true })
  fs.writeFileSync(dir.at('run/bundle/config.json'), '{}', { mode: 0o600 })
  fs.symlinkSync(dir.at('run'), dir.at('var-run'))
  expect(read(dir.at('var-run/bundle'))).toEqual({ directory: dir.at('run/bundle'), configText: '{}' })
})

test('readBundle() takes the working directory of init, when crun says that the bundle is "/"', () => {
  using dir = new TemporaryDirectory()
  fs.writeFileSync(dir.at('config.json'), '{"here":1}', { mode: 0o600 })
  const before = process.cwd()
  process.chdir(dir.path)
  try {
    expect(read('/')).toEqual({ directory: dir.path, configText: '{"here":1}' })
  } finally {
    process.chdir(before)
  }
})

describe('readBundle() refuses', () => {
  test.each<[string, (file: string) => void, string]>([
    ['a bundle without config.json', (file) => fs.rmSync(file), 'found no config.json in'],
    ['a file that its group may write', (file) => fs.chmodSync(file, 0o660), 'mode 0660'],
    ['a file that everybody may write', (file) => fs.chmodSync(file, 0o606), 'mode 0606'],
    ['a file of another user', (file) => fs.chownSync(file, 1000, 1000), 'found owner 1000'],
    [
      'a link',
      (file) => {
        fs.renameSync(file, `${file}.x`)
        fs.symlinkSync(`${file}.x`, file)
      },
      'found a symbolic link',
    ],
    [
      'a directory',
      (file) => {
        fs.rmSync(file)
        fs.mkdirSync(file)
      },
      'found a directory, expected a regular file',
    ],
    [
      'a FIFO, without waiting',
      (file) => {
        fs.rmSync(file)
        spawnSync('mkfifo', [file])
      },
      'found a special file',
    ],
    ['a file larger than 4 MiB', (file) => fs.writeFileSync(file, ' '.repeat(2 ** 22 + 1)), 'expected at most 4194304'],
  ])('%s', (_what, spoil, part) => {
    using dir = new TemporaryDirectory()
    const file = dir.at('config.json')
    fs.writeFileSync(file, '{}', { mode: 0o600 })
    expect(read(dir.path).configText).toBe('{}') // The control.
    spoil(file)
    const { message, exit } = hookError('ERR_BUNDLE', () => read(dir.path))
    expect(message).toContain(part)
    expect(exit).toBe(65)
  })

  test('a bundle that is not there, and one that is no directory', () => {
    expect(hookError('ERR_BUNDLE', () => read('/no/such')).message).toContain('found no config.json in /no/such')
    expect(hookError('ERR_BUNDLE', () => read('/etc/passwd')).message).toContain(
      '/etc/passwd: found a symbolic link, or',
    )
  })

  test.each<[string, number]>([
    ['root', 0],
    ['another user', 1000],
  ])('a link of %s in the place of the directory, though a bundle of root is behind it', (_whose, uid) => {
    using dir = new TemporaryDirectory()
    fs.mkdirSync(dir.at('real'))
    fs.writeFileSync(dir.at('real/config.json'), '{}', { mode: 0o600 })
    fs.symlinkSync(dir.at('real'), dir.at('link'))
    fs.lchownSync(dir.at('link'), uid, uid)
    expect(read(dir.at('real')).configText).toBe('{}') // The control.
    const { message, exit } = hookError('ERR_BUNDLE', () => read(dir.at('link')))
    expect(message).toContain(`${dir.at('link')}: found a symbolic link, or no directory`)
    expect(exit).toBe(65)
  })

  test.each([
    ['belongs to another user', (path: string) => fs.chownSync(path, 1000, 1000), 'found owner 1000'],
    ['others may write', (path: string) => fs.chmodSync(path, 0o777), 'mode 0777'],
  ])('a directory that %s', (_what, spoil, part) => {
    using dir = new TemporaryDirectory()
    fs.writeFileSync(dir.at('config.json'), '{}', { mode: 0o600 })
    expect(read(dir.path).configText).toBe('{}') // The control.
    spoil(dir.path)
    expect(hookError('ERR_BUNDLE', () => read(dir.path)).message).toContain(part)
  })
})

test('readDocument() reads a file, and says what is wrong with one that it cannot', () => {
  using dir = new TemporaryDirectory()
  fs.writeFileSync(dir.at('c'), '{"é":1}')
  expect(readDocument(dir.at('c'))).toBe('{"é":1}')
  expect(hookError('ERR_CONFIG', () => readDocument('/no/such')).message).toContain('found ENOENT')
})
