import { spawnSync } from 'node:child_process'
import fs from 'node:fs'
import { beforeEach, describe, expect, test } from 'vitest'
import { type Access, faccessat2 } from '../../src/native/access.ts'
import { O_DIRECTORY, O_PATH } from '../../src/native/constants.ts'
import { fchmodat2, fchownat, mknodat } from '../../src/native/node.ts'
import { open, openat } from '../../src/native/open.ts'
import { type Credentials, withCredentials } from '../../src/native/with-credentials.ts'
import { TemporaryDirectory } from './support/directory.ts'
import { fixturePath, runFixture } from './support/fixture.ts'
import { errorOf } from './support/outcome.ts'
import { needsRoot } from './support/root.ts'

/** Owners and groups that make each of the three classes of bits count, and every read-write combination of those. */
const OWNERS = [0, 1000, 2000]
const GROUPS = [0, 44, 1000]
const MODES = [0, 2, 4, 6].flatMap((u) => [0, 2, 4, 6].flatMap((g) => [0, 2, 4, 6].map((o) => u * 64 + g * 8 + o)))
const ACCESSES: readonly Access[] = [
  { read: true, write: false },
  { read: false, write: true },
  { read: true, write: true },
]

const user = { uid: 1000, gid: 1000, groups: [], dacOverride: false } as const
/** `caps` is what setpriv leaves to the child, which has no other way to be root without CAP_DAC_OVERRIDE. */
const WHO: readonly (Credentials & { readonly groups: readonly number[]; readonly caps?: string })[] = [
  user,
  { ...user, groups: [44] },
  { ...user, groups: [1, 44, 999, 70_000] },
  { ...user, gid: 44 },
  { ...user, gid: 0 },
  { ...user, uid: 2000, gid: 2000 },
  { ...user, uid: 4_294_967_294, gid: 4_294_967_294 },
  { ...user, uid: 0, gid: 0, dacOverride: true },
  { ...user, uid: 0, gid: 0, caps: '-dac_override,-dac_read_search' },
  { ...user, uid: 0, gid: 44, groups: [1000], caps: '-dac_override,-dac_read_search' },
]

describe('faccessat2(), as root', () => {
  beforeEach(needsRoot)

  test(`foretells what open(2) says, for ${WHO.length} users and every mode, owner and group`, () => {
    using nodes = deviceNodes()
    const foretold = WHO.map((who) => withCredentials(who, () => nodes.paths.map((path) => mayOpen(path))))
    const opened = WHO.map((who) => openAs(who, nodes.paths))
    expect(opened.flat(2)).toHaveLength(WHO.length * OWNERS.length * GROUPS.length * MODES.length * ACCESSES.length)
    expect(new Set(opened.flat(2))).toEqual(new Set([true, false]))
    expect(foretold).toEqual(opened)
  })

  test('control: as root, without other credentials, it says yes to everything', () => {
    using nodes = deviceNodes()
    expect(new Set(nodes.paths.flatMap((path) => mayOpen(path)))).toEqual(new Set([true]))
  })

  test('does not know about nodev, fstatfs() does', () => {
    expect(runFixture({ name: 'limited-mount', under: ['unshare', '-m'] })).toMatchObject({
      node: true,
      isNodev: true,
      open: 'EACCES',
    })
  })

  test('throws EROFS for a file on a read-only mount, where a device may still be written', () => {
    expect(runFixture({ name: 'limited-mount', args: ['read-only'], under: ['unshare', '-m'] })).toMatchObject({
      node: true,
      file: 'EROFS',
    })
  })
})

describe('faccessat2()', () => {
  test('throws for a descriptor that is not open, and does not answer "no"', () => {
    const { message } = errorOf(() => faccessat2(2 ** 31 - 1, { read: true, write: true }))
    expect(message).toBe(
      'faccessat2([2147483647], "", R_OK|W_OK, AT_EMPTY_PATH|AT_EACCESS): EBADF: bad file descriptor',
    )
  })

  test('answers yes when nothing is wanted of a good descriptor', () => {
    using file = open('/dev/null', O_PATH)
    expect(faccessat2(file.fd, { read: false, write: false })).toBe(true)
  })
})

function mayOpen(path: string): readonly boolean[] {
  using node = open(path, O_PATH)
  return ACCESSES.map((access) => faccessat2(node.fd, access))
}

/** A child that takes the identity for good and opens each node for real. */
function openAs({ uid, gid, groups, caps }: (typeof WHO)[number], paths: readonly string[]): readonly boolean[][] {
  const node = [process.execPath, fixturePath('open-all'), JSON.stringify({ uid, gid, groups })]
  const [command = '', ...args] = caps === undefined ? node : ['setpriv', `--bounding-set=${caps}`, ...node]
  const { stdout, stderr } = spawnSync(command, args, { input: JSON.stringify(paths), encoding: 'utf8' })
  if (stderr !== '') throw new Error(stderr)
  return JSON.parse(stdout)
}

/** Null devices of every owner, group and mode. */
function deviceNodes() {
  const dir = new TemporaryDirectory()
  fs.chmodSync(dir.path, 0o755)
  using directory = open(dir.path, O_PATH | O_DIRECTORY)
  const paths = OWNERS.flatMap((uid) =>
    GROUPS.flatMap((gid) => MODES.map((mode) => nodeIn(directory.fd, uid, gid, mode))),
  )
  return { paths: paths.map((name) => dir.at(name)), [Symbol.dispose]: () => dir[Symbol.dispose]() }
}

function nodeIn(dir: number, uid: number, gid: number, mode: number): string {
  const name = `${uid}-${gid}-${mode}`
  mknodat(dir, name, { type: 'char', major: 1, minor: 3, mode: 0 })
  using node = openat(dir, name, O_PATH)
  fchownat(node.fd, uid, gid)
  fchmodat2(node.fd, mode)
  return name
}
