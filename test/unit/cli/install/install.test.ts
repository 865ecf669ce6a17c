import fs from 'node:fs'
import { beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { runProgram } from '../../../../src/cli/program.ts'
import { MS_BIND, mount } from '../../../../src/native/mount.ts'
import { MNT_DETACH, umount2 } from '../../../native/support/calls.ts'
import { needsRoot } from '../../../native/support/root.ts'
import { asUser } from '../../../support/as-user.ts'
import { FakePrograms } from '../../../support/fake-programs.ts'
import { coverWithTmpfs, usePrivateMounts } from '../../../support/private-mounts.ts'
import { recordedOutput } from '../../../support/recorded-output.ts'

/** What is installed is the program that runs: here that is node itself, which knows that it is no single executable. */
const isExecutable = vi.hoisted(() => ({ yes: true }))
vi.mock('node:sea', () => ({ isSea: () => isExecutable.yes }))

async function command(...args: string[]) {
  using _programs = new FakePrograms({ podman: PODMAN })
  const output = recordedOutput()
  await runProgram(['node', 'oci-device-hook', ...args], output)
  return { ...output, stderr: output.stderr.replaceAll(/\s*\n\s*/g, ' ') }
}

/** One that starts no container, so that the canary has nothing to say. */
const PODMAN = 'case $1 in --version) echo "podman version 5.4.2" ;; *) exit 125 ;; esac'
const PREFIX = '/usr/local'
const EXECUTABLE = `${PREFIX}/bin/oci-device-hook`
const HOOK = `${PREFIX}/share/oci-device-hook/hooks.d/oci-device-hook-precreate.json`
const STATE = '/var/lib/oci-device-hook'

describe('as root', () => {
  beforeAll(() => {
    if (process.getuid?.() === 0) usePrivateMounts()
  })
  /** The directories that an installation writes to, new and empty, of this process alone. */
  beforeEach((context) => {
    needsRoot(context)
    isExecutable.yes = true
    vi.stubEnv('CONTAINERS_CONF', undefined)
    const directories = ['/etc', '/usr/local', '/var/lib']
    for (const directory of directories) coverWithTmpfs(directory)
    return () => {
      for (const directory of directories) umount2(directory, MNT_DETACH)
      vi.unstubAllEnvs()
    }
  })

  test('install --dry-run shows every file that would be written, and writes none', async () => {
    const { stdout, stderr } = await command('install', '--dry-run')
    expect(stderr).toBe('')
    expect(stdout).toContain(`Binary file ${EXECUTABLE} would be written`)
    expect(stdout).toContain(`+++ ${HOOK}`)
    expect(stdout).toContain('+++ /etc/containers/containers.conf.d/')
    expect(fs.readdirSync('/usr/local')).toEqual([])
    expect(fs.existsSync(STATE)).toBe(false)
  })

  test('install writes the program that runs, and uninstall takes everything away', async () => {
    const { stdout, stderr, code } = await command('install', '--no-canary')
    expect([stderr, code]).toEqual(['', undefined])
    expect(stdout).toContain(EXECUTABLE)
    expect(fs.statSync(EXECUTABLE).size).toBe(fs.statSync('/proc/self/exe').size)
    expect(JSON.parse(fs.readFileSync(HOOK, 'utf8')).stages).toEqual(['precreate'])
    const back = await command('uninstall', '--dry-run')
    expect(back.stdout).toContain(`Binary file ${EXECUTABLE} would be removed`)
    expect(fs.existsSync(EXECUTABLE)).toBe(true)
    expect((await command('uninstall')).stdout).toMatch(/removed\s+\/usr\/local\/bin\/oci-device-hook/)
    expect([...fs.readdirSync('/usr/local'), ...fs.readdirSync('/etc'), ...fs.readdirSync('/var/lib')]).toEqual([])
  })

  test('install --crio keeps what is there for podman, starts no container, and says what is left to do', async () => {
    await command('install', '--no-canary')
    const { stdout, code } = await command('install', '--crio')
    expect(stdout).toContain('systemctl restart crio')
    expect(stdout).toMatch(/as it was\s+\/usr\/local\/bin\/oci-device-hook/)
    expect(code).toBeUndefined()
    expect(JSON.parse(fs.readFileSync(`${STATE}/install.json`, 'utf8')).targets).toEqual(['podman', 'crio'])
    expect((await command('uninstall')).stdout).toContain('systemctl restart crio')
  })

  test('a file that was changed by hand stops both, until --force saves it', async () => {
    await command('install', '--no-canary')
    const refused = async (...args: string[]) => {
      const { stdout, stderr, code } = await command(...args)
      expect(stderr).toContain(`${HOOK}: found a file that was changed since it was installed`)
      expect([stdout, code]).toEqual(['', 78])
    }
    fs.writeFileSync(HOOK, '{"mine": 1}')
    await refused('install', '--no-canary')
    await refused('install', '--force', '--dry-run')
    await command('install', '--no-canary', '--force')
    expect(fs.readFileSync(`${HOOK}.saved`, 'utf8')).toBe('{"mine": 1}')
    fs.writeFileSync(HOOK, '{"mine": 2}')
    await refused('uninstall')
    await refused('uninstall', '--force', '--dry-run')
    await command('uninstall', '--force')
    expect(fs.readFileSync(`${HOOK}.saved`, 'utf8')).toBe('{"mine": 2}')
    expect(fs.existsSync(HOOK)).toBe(false)
  })

  test('what is no file in the place of one stops both, and --force does not help', async () => {
    await command('install', '--no-canary')
    fs.rmSync(HOOK)
    fs.mkdirSync(HOOK)
    for (const name of ['install', 'uninstall']) {
      const { stderr, code } = await command(name, '--force')
      expect(stderr).toContain(`${HOOK}: found a directory; nothing was changed`)
      expect(code).toBe(78)
    }
  })

  test('says that a container could not be started to see it run: exit 2', async () => {
    const { stdout, code } = await command('install')
    expect(stdout).toContain('not proven: podman 5.4.2 made no container')
    expect(code).toBe(2)
  })

  test.each([
    [['--prefix', 'relative'], 64, '--prefix relative:'],
    [['--prefix', '/tmp/no-such-directory'], 78, '/tmp: found a directory that others than root may write to'],
    [['--rootless'], 78, 'found --rootless and root'],
    [['--prefix', '/proc/no-such-directory'], 78, 'mkdir answers ENOENT'],
  ])('install %j ends with %i', async (args, exit, sentence) => {
    const { stderr, code } = await command('install', '--no-canary', ...args)
    expect(stderr).toContain(sentence)
    expect(code).toBe(exit)
  })

  test('uninstall without a record removes what an installation that was ended early left of its own', async () => {
    fs.mkdirSync(`${STATE}/before`, { recursive: true })
    const nothing = `nothing is installed: there is no record in ${STATE}\n`
    expect((await command('uninstall', '--dry-run')).stdout).toBe(nothing)
    expect(fs.existsSync(STATE)).toBe(true)
    expect((await command('uninstall')).stdout).toBe(nothing)
    expect(fs.existsSync(STATE)).toBe(false)
  })

  test('uninstall says which file the system does not let it remove, and then goes on where it stopped', async () => {
    await command('install', '--no-canary')
    mount({ source: HOOK, target: HOOK, flags: MS_BIND })
    const { stderr, code } = await command('uninstall')
    expect(stderr).toContain(`${HOOK}: unlink answers EBUSY`)
    expect(stderr).toContain('it goes on where it stopped')
    expect(code).toBe(78)
    umount2(HOOK, MNT_DETACH)
    await command('uninstall')
    expect([...fs.readdirSync('/usr/local'), ...fs.readdirSync('/etc'), ...fs.readdirSync('/var/lib')]).toEqual([])
  })
})

describe('as a user', () => {
  test.each(['install', 'uninstall'])('%s asks for root, or for --rootless', async (name) => {
    isExecutable.yes = true
    const { stderr, code } = await asUser(() => command(name))
    expect(stderr).toContain('found no root, which an installation for everybody needs')
    expect(stderr).toContain('--rootless')
    expect(code).toBe(78)
  })

  test.each([
    ['/state', '/state/oci-device-hook'],
    ['relative', '/home/of/nobody/.local/state/oci-device-hook'],
    ['', '/home/of/nobody/.local/state/oci-device-hook'],
  ])('uninstall --rootless with XDG_STATE_HOME=%s looks in %s', async (state, expected) => {
    vi.stubEnv('HOME', '/home/of/nobody')
    vi.stubEnv('XDG_STATE_HOME', state)
    const { stdout } = await asUser(() => command('uninstall', '--rootless'))
    expect(stdout).toBe(`nothing is installed: there is no record in ${expected}\n`)
    vi.unstubAllEnvs()
  })

  test('install asks for the executable where it runs from source', async () => {
    isExecutable.yes = false
    const { stderr, code } = await command('install')
    expect(stderr).toContain('found no single executable to install')
    expect(code).toBe(78)
  })
})
