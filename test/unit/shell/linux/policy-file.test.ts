import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import fs from 'node:fs'
import net from 'node:net'
import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { runProgram } from '../../../../src/cli/program.ts'
import { EXIT, HookError } from '../../../../src/core/errors.ts'
import { BUILT_IN_POLICY } from '../../../../src/core/policy/policy.ts'
import { loadPolicy, policyPaths, readPolicy } from '../../../../src/shell/linux/policy-file.ts'
import { userPolicyPath } from '../../../../src/shell/linux/user-policy.ts'
import { needsRoot } from '../../../native/support/root.ts'
import { coverWithTmpfs, usePrivateMounts } from '../../../support/private-mounts.ts'
import { recordedOutput } from '../../../support/recorded-output.ts'

beforeEach(needsRoot)
beforeAll(() => {
  if (process.getuid?.() === 0) usePrivateMounts()
})
/** A new, empty /etc for each test, of this process alone. */
beforeEach(() => coverWithTmpfs('/etc'))

const DIRECTORY = '/etc/oci-device-hook'
const FILE = `${DIRECTORY}/policy.toml`

function writePolicy(toml = 'on_denied = "continue"'): void {
  fs.mkdirSync(DIRECTORY, { recursive: true })
  fs.writeFileSync(FILE, toml)
  fs.chmodSync(DIRECTORY, 0o755)
  fs.chmodSync(FILE, 0o644)
}

function give(path: string, uid: number, gid: number, mode: number): void {
  fs.chownSync(path, uid, gid)
  fs.chmodSync(path, mode)
}

async function refusal(): Promise<HookError> {
  const error = await readPolicy().catch((cause: unknown) => cause)
  expect(error).toBeInstanceOf(HookError)
  return error as HookError
}

/** Moves something aside and puts a link to it in its place. */
function link(path: string, target = `${path}.real`): void {
  fs.renameSync(path, `${path}.real`)
  fs.symlinkSync(target, path)
}

function replace(path: string, make: () => void): void {
  fs.rmSync(path, { recursive: true })
  make()
}

const mkfifo = (path: string) => spawnSync('mkfifo', [path])
const mknod = (path: string) => spawnSync('mknod', [path, 'c', '1', '3'])

describe('readPolicy()', () => {
  test('gives the built-in policy where there is no file, and no directory', async () => {
    expect(await readPolicy()).toBe(BUILT_IN_POLICY)
    fs.mkdirSync(DIRECTORY)
    expect(await readPolicy()).toBe(BUILT_IN_POLICY)
  })

  test.each<[string, () => void]>([
    ['root, readable by all', () => {}],
    ['root, readable by nobody else', () => fs.chmodSync(FILE, 0o600)],
    ['root, with no permission at all, which root does not need', () => fs.chmodSync(FILE, 0)],
    ['root and a group that may read', () => give(FILE, 0, 1000, 0o640)],
    ['root, in a directory of root and a group that may look', () => give(DIRECTORY, 0, 1000, 0o750)],
    ['root, with a second name', () => fs.linkSync(FILE, '/etc/other-name')],
  ])('reads a file of %s', async (_layout, arrange) => {
    writePolicy()
    arrange()
    expect(await readPolicy()).toMatchObject({ files: [{ source: FILE }], onDenied: 'continue' })
  })

  test.each<[string, () => void, string]>([
    ['a file of another user', () => fs.chownSync(FILE, 1000, 0), `${FILE}: found owner 1000`],
    ['a file of nobody', () => fs.chownSync(FILE, 65534, 65534), `${FILE}: found owner 65534`],
    ['a file that its group may write', () => fs.chmodSync(FILE, 0o664), 'mode 0664'],
    ['a file that its group may write and not read', () => fs.chmodSync(FILE, 0o620), 'mode 0620'],
    ['a file that everybody may write', () => fs.chmodSync(FILE, 0o646), 'mode 0646'],
    ['a file that everybody may do everything with', () => fs.chmodSync(FILE, 0o777), 'mode 0777'],
    ['a file that its group may write, of a user', () => give(FILE, 1000, 1000, 0o664), 'found owner 1000'],
    [
      'a directory that its group may write',
      () => fs.chmodSync(DIRECTORY, 0o775),
      `${DIRECTORY}: found owner 0, mode 0775`,
    ],
    [
      'a directory that everybody may write',
      () => fs.chmodSync(DIRECTORY, 0o777),
      `${DIRECTORY}: found owner 0, mode 0777`,
    ],
    ['a directory as /tmp is', () => fs.chmodSync(DIRECTORY, 0o1777), `${DIRECTORY}: found owner 0, mode 01777`],
    ['a directory of another user', () => fs.chownSync(DIRECTORY, 1000, 0), `${DIRECTORY}: found owner 1000`],
    ['an /etc that its group may write', () => fs.chmodSync('/etc', 0o775), '/etc: found owner 0, mode 0775'],
    ['an /etc that everybody may write', () => fs.chmodSync('/etc', 0o1777), '/etc: found owner 0, mode 01777'],
    ['an /etc of another user', () => fs.chownSync('/etc', 1000, 0), '/etc: found owner 1000'],
    ['a link to a file of root', () => link(FILE), `${FILE}: found a symbolic link`],
    ['a relative link', () => link(FILE, 'policy.toml.real'), `${FILE}: found a symbolic link`],
    ['a dangling link', () => link(FILE, '/no/such'), `${FILE}: found a symbolic link`],
    ['a link to itself', () => link(FILE, FILE), `${FILE}: found a symbolic link`],
    [
      'a link through /proc',
      () => link(FILE, '/proc/self/root/etc/oci-device-hook/policy.toml.real'),
      'found a symbolic link',
    ],
    [
      'a link in the place of the directory',
      () => link(DIRECTORY),
      `${DIRECTORY}: found a symbolic link, expected a directory`,
    ],
    [
      'a file in the place of the directory',
      () => replace(DIRECTORY, () => fs.writeFileSync(DIRECTORY, '')),
      `${DIRECTORY}: found a file, expected a directory`,
    ],
    [
      'a directory in the place of the file',
      () => replace(FILE, () => fs.mkdirSync(FILE)),
      'found a directory, expected a regular file',
    ],
    ['a FIFO, without waiting for who writes it', () => replace(FILE, () => mkfifo(FILE)), 'found a special file'],
    ['a device', () => replace(FILE, () => mknod(FILE)), 'found a special file'],
    ['a file of 1 MiB and a byte', () => fs.writeFileSync(FILE, '#'.repeat(2 ** 20 + 1)), 'expected at most 1048576'],
    ['a file that is no TOML', () => fs.writeFileSync(FILE, 'on_denied = \n'), `${FILE}:1:`],
    ['a file of bytes', () => fs.writeFileSync(FILE, Buffer.from([0xff, 0xfe, 0x00])), `${FILE}:1:`],
  ])('refuses %s', async (_layout, spoil, part) => {
    writePolicy()
    expect((await readPolicy()).onDenied).toBe('continue') // The control: without the flaw it is read.
    spoil()
    const { message, exit, code } = await refusal()
    expect(message).toContain(part)
    expect([code, exit]).toEqual(['ERR_POLICY', EXIT.configuration])
  })

  test('refuses a socket', async () => {
    writePolicy()
    fs.rmSync(FILE)
    const server = net.createServer().listen(FILE)
    await new Promise((resolve) => server.on('listening', resolve))
    const { message } = await refusal()
    server.close()
    expect(message).toContain('found a socket')
  })

  test('sees the old policy or the new one, and never a mix, while somebody replaces it', async () => {
    writePolicy('[deny]\ngroups = ["old", "old", "old"]')
    fs.copyFileSync(FILE, '/etc/old')
    fs.writeFileSync('/etc/new', `[deny]\ngroups = ["new"${', "new"'.repeat(2000)}]`)
    using _replacing = await startReplacing(FILE, '/etc/old', '/etc/new')
    const seen = new Map<string, number>()
    for (let at = 0; at < 500; at++) {
      const groups = (await readPolicy()).files[0]?.denyGroups ?? []
      const [first = 'none'] = groups
      expect(groups.every((group) => group === first) && groups.length === (first === 'old' ? 3 : 2001)).toBe(true)
      seen.set(`${first}`, (seen.get(`${first}`) ?? 0) + 1)
    }
    expect([...seen.keys()].sort()).toEqual(['new', 'old'])
  })
})

test('readPolicy() refuses a file that changes all the while, and reads it once it does not', async () => {
  writePolicy('#'.repeat(900_000)) // To read so much takes a while, in which something is appended.
  {
    using _appending = await start('append-in-a-loop', FILE)
    const errors = new Set<string>()
    for (const end = Date.now() + 15_000; Date.now() < end && errors.size === 0; ) {
      await readPolicy().catch((error: Error) => errors.add(error.message))
    }
    expect([...errors]).toEqual([`${FILE}: found that it changes while it is read, expected a file at rest`])
  }
  fs.writeFileSync(FILE, 'on_denied = "continue"')
  expect((await readPolicy()).onDenied).toBe('continue')
})

const startReplacing = (...args: string[]) => start('replace-in-a-loop', ...args)

/** Started synchronously, by the one thread that sees this test's /etc. Gone for good at the end of the block. */
async function start(fixture: string, ...args: string[]): Promise<Disposable> {
  const child = spawn(process.execPath, [`${import.meta.dirname}/fixtures/${fixture}.ts`, ...args])
  await once(child.stdout, 'data')
  return { [Symbol.dispose]: () => void child.kill('SIGKILL') }
}

test('loadPolicy() says what is wrong when the policy is asked for, and not before', async () => {
  writePolicy('nonsense = 1')
  const policy = await loadPolicy()
  expect(policy).toThrow(`${FILE}:1:1: unknown key "nonsense"`)
})

describe('policyPaths()', () => {
  test.each(['XDG_CONFIG_HOME', 'HOME', 'OCI_DEVICE_HOOK_POLICY', 'XDG_CONFIG_DIRS'])(
    'is one fixed place for root, whatever %s says',
    (name) => {
      const before = process.env[name]
      process.env[name] = '/tmp/elsewhere'
      try {
        expect(policyPaths()).toEqual([FILE])
      } finally {
        if (before === undefined) delete process.env[name]
        else process.env[name] = before
      }
    },
  )
})

describe('userPolicyPath()', () => {
  const at = (env: NodeJS.ProcessEnv) => {
    const before = { HOME: process.env.HOME, XDG_CONFIG_HOME: process.env.XDG_CONFIG_HOME }
    Object.assign(process.env, { HOME: '', XDG_CONFIG_HOME: '', ...env })
    try {
      return userPolicyPath()
    } finally {
      for (const [name, value] of Object.entries(before)) {
        if (value === undefined) delete process.env[name]
        else process.env[name] = value
      }
    }
  }

  test.each<[NodeJS.ProcessEnv, string]>([
    [{ XDG_CONFIG_HOME: '/etc/x', HOME: '/etc/h' }, '/etc/x/oci-device-hook/policy.toml'],
    [{ XDG_CONFIG_HOME: 'x', HOME: '/etc/h' }, '/etc/h/.config/oci-device-hook/policy.toml'],
  ])('of %j is %s', (env, expected) => {
    expect(at(env)).toBe(expected)
  })

  test('asks the engine, and passwd(5) in the end, where the hook was given no environment', () => {
    fs.writeFileSync('/etc/passwd', 'other:x:1:1::/etc/other:/bin/sh\nroot:x:0:0::/etc/home-of-root:/bin/sh\n')
    const ofEngine = configDirectoryOf(fs.readFileSync(`/proc/${process.ppid}/environ`, 'utf8'))
    expect(at({})).toBe(`${ofEngine ?? '/etc/home-of-root/.config'}/oci-device-hook/policy.toml`)
  })

  test('is what a link leads to', () => {
    fs.mkdirSync('/etc/real/oci-device-hook', { recursive: true })
    fs.writeFileSync('/etc/real/oci-device-hook/policy.toml', '')
    fs.symlinkSync('/etc/real', '/etc/linked')
    expect(at({ XDG_CONFIG_HOME: '/etc/linked' })).toBe('/etc/real/oci-device-hook/policy.toml')
  })
})

function configDirectoryOf(environ: string): string | undefined {
  const value = (name: string) =>
    environ
      .split('\0')
      .find((entry) => entry.startsWith(`${name}=/`))
      ?.slice(name.length + 1)
  const home = value('HOME')
  return value('XDG_CONFIG_HOME') ?? (home === undefined ? undefined : `${home}/.config`)
}

describe('the policy of a user', () => {
  const HOME = '/etc/home' // On the tmpfs of this test.
  const OWN = `${HOME}/.config/oci-device-hook`

  const script = `${import.meta.dirname}/fixtures/print-policy.ts`

  beforeEach((context) => {
    const { status } = spawnSync('cat', [script], { uid: 1000 })
    context.skip(status !== 0, 'needs a checkout that other users may read')
  })

  /** What a process of that user finds, started with the given environment. */
  function asUser(env: NodeJS.ProcessEnv, uid = 1000) {
    const { stdout, stderr } = spawnSync(process.execPath, [script], { env, uid, gid: uid, encoding: 'utf8' })
    if (stderr !== '') throw new Error(stderr)
    return JSON.parse(stdout)
  }

  function writeOwn(directory = OWN, toml = 'on_denied = "fail"'): string {
    fs.mkdirSync(directory, { recursive: true })
    fs.writeFileSync(`${directory}/policy.toml`, toml)
    spawnSync('chown', ['--recursive', '1000:1000', HOME])
    return `${directory}/policy.toml`
  }

  test('counts beside that of the system, and the narrower value wins', () => {
    writePolicy()
    expect(asUser({ HOME })).toMatchObject({ files: [FILE], onDenied: 'continue' })
    const own = writeOwn()
    expect(asUser({ HOME })).toEqual({ paths: [FILE, own], files: [FILE, own], onDenied: 'fail' })
  })

  test('is looked for in XDG_CONFIG_HOME first, and not where that is no absolute path', () => {
    const own = writeOwn()
    const other = writeOwn(`${HOME}/cfg/oci-device-hook`)
    expect(asUser({ HOME, XDG_CONFIG_HOME: `${HOME}/cfg` }).files).toEqual([other])
    expect(asUser({ HOME, XDG_CONFIG_HOME: 'cfg' }).files).toEqual([own])
  })

  test('may lie behind links of the user', () => {
    const other = writeOwn(`${HOME}/dotfiles/oci-device-hook`)
    fs.symlinkSync(`${HOME}/dotfiles`, `${HOME}/.config`)
    expect(asUser({ HOME }).files).toEqual([other])
  })

  test.each<[string, (file: string) => void, string]>([
    ['it is of a third user', (file) => fs.chownSync(file, 1001, 1001), 'found owner 1001'],
    ['others may write it', (file) => fs.chmodSync(file, 0o666), 'mode 0666'],
    ['others may write its directory', () => fs.chmodSync(OWN, 0o777), `${OWN}: found owner 1000, mode 0777`],
    ['others may write the home directory', () => fs.chmodSync(HOME, 0o777), `${HOME}: found owner 1000, mode 0777`],
  ])('is not believed when %s', (_layout, spoil, part) => {
    const own = writeOwn()
    expect(asUser({ HOME }).files).toEqual([own])
    spoil(own)
    expect(asUser({ HOME }).error).toContain(part)
  })

  test('is nothing to root of the host', () => {
    const own = writeOwn()
    expect(asUser({ HOME, XDG_CONFIG_HOME: `${HOME}/.config` }, 0).paths).toEqual([FILE])
    expect(fs.existsSync(own)).toBe(true)
  })
})

describe('policy check', () => {
  const check = async () => {
    const output = recordedOutput()
    await runProgram(['node', 'oci-device-hook', 'policy', 'check'], output)
    return output
  }

  test('shows the policy in force', async () => {
    expect((await check()).stdout).toContain('There is no policy file')
    writePolicy()
    const { stdout, code } = await check()
    expect(stdout).toMatch(/on_denied +continue +line 1/)
    expect(code).toBe(0)
  })

  test.each<[string, () => void]>([
    ['others may write it', () => fs.chmodSync(FILE, 0o666)],
    ['it is no policy', () => fs.writeFileSync(FILE, 'x = 1')],
  ])('ends with 78 when %s', async (_what, spoil) => {
    writePolicy()
    spoil()
    const { stdout, stderr, code } = await check()
    expect([stdout, code]).toEqual(['', 78])
    expect(stderr).toContain(FILE)
  })
})
