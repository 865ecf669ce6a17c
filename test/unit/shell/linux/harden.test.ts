import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import fs from 'node:fs'
import path from 'node:path'
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import { AddonError } from '../../../../src/native/addon-error.ts'
import { alarm, isDumpable, setDumpable } from '../../../../src/native/process.ts'
import { withAddon } from '../../../../src/shell/linux/addon.ts'
import { harden } from '../../../../src/shell/linux/harden.ts'
import { hardenProcess } from '../../../../src/shell/linux/harden-process.ts'
import { needsRoot } from '../../../native/support/root.ts'
import { hookError } from '../../../support/expect-error.ts'

beforeEach(needsRoot)

test('harden() and hardenProcess() set an alarm below the timeout of a hook, and cannot be traced any more', () => {
  const [cwd, umask] = [process.cwd(), process.umask()]
  try {
    harden()
    hardenProcess()
    expect(alarm(0)).toBe(9)
    expect(isDumpable()).toBe(false)
    expect([process.cwd(), process.umask()]).toEqual(['/', 0o077])
  } finally {
    alarm(0)
    setDumpable(true)
    process.umask(umask)
    process.chdir(cwd)
  }
})

const fixture = (name: string) => path.join(import.meta.dirname, 'fixtures', `${name}.ts`)
/** The same user on both sides, and no capability that would decide the question by itself. */
const WEAK = ['setpriv', '--bounding-set=-all', '--inh-caps=-all', '--', process.execPath] as const

/** Of this one's descriptors, the shell opens those above 2. */
async function startVictim(state: 'hardened' | 'as it is', openMore = ''): Promise<number> {
  const args = ['-c', `${openMore} exec "$@"`, 'bash', ...WEAK, fixture('victim'), state]
  const child = spawn('bash', args, { stdio: ['pipe', 'pipe', 'inherit'] })
  onTestFinished(() => void child.kill('SIGKILL'))
  await once(child.stdout, 'data')
  return child.pid ?? 0
}

function attack(pid: number): Record<string, string> {
  const args = [...WEAK.slice(1), fixture('attacker'), `${pid}`]
  const { stdout, stderr } = spawnSync(WEAK[0], args, { encoding: 'utf8', timeout: 20_000 })
  expect(stderr).toBe('')
  return JSON.parse(stdout)
}

describe('a process of the same user, which sees the hook in a PID namespace that they share,', () => {
  const CLOSED: Readonly<Record<string, string>> = {
    'read its executable': 'EACCES',
    'write its executable': 'EACCES',
    'write its memory': 'EACCES',
    'read its environment': 'EACCES',
    'follow its descriptor': 'EACCES',
    'trace it': 'EPERM',
    'take its descriptor': 'EPERM',
  }

  test('can do nothing to it once it is hardened', async () => {
    expect(attack(await startVictim('hardened'))).toEqual(CLOSED)
  })

  test('control: can do all of it to one that is not; its executable alone is busy, as each is that runs', async () => {
    const open = Object.fromEntries(Object.keys(CLOSED).map((what) => [what, 'done']))
    expect(attack(await startVictim('as it is'))).toEqual({ ...open, 'write its executable': 'ETXTBSY' })
  })
})

describe('of descriptors 3 to 100, which lead to directories of the host,', () => {
  /** Node closes some by itself, up to the first gap after 15 (uv_disable_stdio_inheritance in libuv). */
  const GAP = 20
  const inherited = Array.from({ length: 98 }, (_, index) => index + 3).filter((fd) => fd !== GAP)

  async function leftToPrograms(state: 'hardened' | 'as it is'): Promise<number[]> {
    const pid = await startVictim(state, inherited.map((fd) => `exec ${fd}< /etc;`).join(' '))
    expect(inherited.map((fd) => fs.readlinkSync(`/proc/${pid}/fd/${fd}`))).toEqual(inherited.map(() => '/etc'))
    return inherited.filter((fd) => !isClosedOnExec(pid, fd))
  }

  test('hardenProcess() leaves none to a program that would be started', async () => {
    expect(await leftToPrograms('hardened')).toEqual([])
  })

  test('control: Node leaves all that come after a gap', async () => {
    expect(await leftToPrograms('as it is')).toEqual(inherited.filter((fd) => fd > GAP))
  })
})

function isClosedOnExec(pid: number, fd: number): boolean {
  const flags = /^flags:\t(\d+)$/m.exec(fs.readFileSync(`/proc/${pid}/fdinfo/${fd}`, 'utf8'))?.[1] ?? ''
  return (Number.parseInt(flags, 8) & 0o2000000) !== 0
}

describe('leave() ends the process at once with its status, exit handlers or not,', () => {
  const run = (...args: string[]) => {
    const file = path.join(import.meta.dirname, 'fixtures/leave.ts')
    const { status, stdout, stderr } = spawnSync(process.execPath, [file, ...args], { encoding: 'utf8' })
    return { status, stdout, stderr }
  }

  test('by _exit(2) where the native add-on is loaded', () => {
    const stdout = '{"cwd":"/","umask":63,"dumpable":false}'
    expect(run('createRuntime', '77')).toEqual({ status: 77, stdout, stderr: '' })
  })

  test('by process.exit() where it is not, as at precreate', () => {
    expect(run('precreate', '65')).toEqual({ status: 65, stdout: '{"cwd":"/","umask":63}exit handler', stderr: '' })
  })
})

test('withAddon() tells the administrator every place where the add-on did not load, and what to do', () => {
  const fail = () => {
    throw new AddonError(['/a: noexec', '/b: ENOENT'])
  }
  const { message, exit, remedy } = hookError('ERR_ADDON', () => withAddon(fail))
  expect(message).toContain('/a: noexec; /b: ENOENT')
  expect(remedy).toContain('noexec')
  expect(exit).toBe(78)
  expect(() =>
    withAddon(() => {
      throw new RangeError('x')
    }),
  ).toThrow(RangeError)
})
