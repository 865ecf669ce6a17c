import { spawnSync } from 'node:child_process'
import fs from 'node:fs'
import { beforeEach, describe, expect, test } from 'vitest'
import { firstThatLoads } from '../../src/native/koffi.ts'
import { fileCandidates } from '../../src/native/koffi-file.ts'
import { TemporaryDirectory } from './support/directory.ts'
import { runFixture } from './support/fixture.ts'
import { errorOf } from './support/outcome.ts'
import { needsRoot } from './support/root.ts'

const addon = `${process.cwd()}/node_modules/@koromix/koffi-linux-${process.arch}/linux_${process.arch}/koffi.node`

describe('firstThatLoads()', () => {
  test('lists every place it tried, why each failed, and what to do', () => {
    const fails = (place: string) => ({
      place,
      load: () => {
        throw new Error(`no luck in ${place}`)
      },
    })
    expect(errorOf(() => firstThatLoads([fails('/run'), fails('/tmp')]))).toMatchObject({
      code: 'ERR_ADDON',
      message:
        'Cannot load the native add-on koffi: every place refused it.\n' +
        '  /run: no luck in /run\n' +
        '  /tmp: no luck in /tmp\n' +
        'Mount one of the directories without noexec, or install the package, which puts oci-device-hook.node beside the executable.',
    })
  })
})

describe('the asset', () => {
  test('is loaded, and leaves neither a file nor a descriptor', () => {
    using dir = new TemporaryDirectory()
    const loaded = runFixture({ name: 'load-addon', args: ['asset', addon, dir.path] })
    expect(loaded).toEqual({ pid: true, descriptorsLeft: 0, entriesSeen: [] })
  })

  test('is refused by a directory that is mounted noexec, and taken by the next one', (context) => {
    needsRoot(context)
    using dir = new TemporaryDirectory()
    const under = ['unshare', '-m', 'sh', '-c', 'mount -t tmpfs -o noexec tmpfs /mnt && exec "$@"', 'sh']
    const failed = runFixture({ name: 'load-addon', args: ['asset', addon, '/mnt'], under })
    expect(failed).toMatchObject({
      code: 'ERR_ADDON',
      message: expect.stringMatching(/\/mnt: .*failed to map segment/),
    })
    const loaded = runFixture({ name: 'load-addon', args: ['asset', addon, '/mnt', dir.path], under })
    expect(loaded).toMatchObject({ pid: true })
  })

  test('is not written where O_TMPFILE is unknown, or nothing can be written', () => {
    const { message } = runFixture<Error>({ name: 'load-addon', args: ['asset', addon, '/proc', '/no/such/place'] })
    expect(message).toMatch(/\/proc: (EOPNOTSUPP|ENOTSUP|EISDIR|ENOENT|EACCES)/)
    expect(message).toMatch(/\/no\/such\/place: ENOENT/)
  })
})

describe('the file beside the executable, as root', () => {
  beforeEach(needsRoot)

  test.each(['bin/oci-device-hook.node', 'lib/oci-device-hook/koffi.node'])('is loaded from %s', (place) => {
    using dir = installation()
    fs.copyFileSync(addon, dir.at(place))
    expect(loadBeside(dir)).toEqual({ pid: true, descriptorsLeft: 0 })
  })

  /** [what is wrong with it, how it comes to be so, what the message says]. */
  const WRONG: readonly (readonly [string, (file: string) => void, RegExp])[] = [
    ['missing', () => undefined, /ENOENT/],
    ['writable for its group', (file) => copy(file, 0o664), /others may write it \(mode 0664\)/],
    ['writable for everybody', (file) => copy(file, 0o646), /others may write it \(mode 0646\)/],
    ["somebody else's", (file) => copy(file, 0o644, 1000), /it belongs to uid 1000/],
    ['a link', (file) => fs.symlinkSync(addon, file), /ELOOP/],
    ['a FIFO', (file) => spawnSync('mkfifo', [file]), /it is not a regular file/],
    ['a directory', (file) => fs.mkdirSync(file), /it is not a regular file/],
    ['no add-on', (file) => fs.writeFileSync(file, 'text', { mode: 0o644 }), /file too short|invalid ELF header/],
  ]

  test.each(WRONG)('is refused when it is %s', (_, make, reason) => {
    using dir = installation()
    make(dir.at('bin/oci-device-hook.node'))
    const candidates = fileCandidates(dir.at('bin/oci-device-hook'))
    const error = errorOf(() => firstThatLoads(candidates))
    expect(error).toMatchObject({ code: 'ERR_ADDON', message: expect.stringMatching(reason) })
  })
})

function loadBeside(dir: TemporaryDirectory): unknown {
  return runFixture({ name: 'load-addon', args: ['beside', dir.at('bin/oci-device-hook')] })
}

function installation(): TemporaryDirectory {
  const dir = new TemporaryDirectory()
  fs.mkdirSync(dir.at('bin'))
  fs.mkdirSync(dir.at('lib/oci-device-hook'), { recursive: true })
  return dir
}

function copy(file: string, mode: number, uid = 0): void {
  fs.copyFileSync(addon, file)
  fs.chmodSync(file, mode)
  fs.chownSync(file, uid, 0)
}
