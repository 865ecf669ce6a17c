import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, readdirSync, readFileSync, readlinkSync, writeFileSync } from 'node:fs'
import { constants } from 'node:os'
import { join } from 'node:path'
import { expect, inject, onTestFinished, test } from 'vitest'
import { inRoot } from '../../scripts/build/repository.ts'
import { missing, run, scratch } from './support/run.ts'

const config = JSON.stringify({ ociVersion: '1.0.2', root: { path: 'rootfs' }, linux: {} })

test('SIGUSR1 changes nothing about the executable, and opens a debugger port in one without our flags', async () => {
  const undisturbed = run(inject('executable'), { args: ['precreate'], stdin: config })
  const hook = start(inject('executable'), 'precreate')
  await readsStdin(hook.child.pid)
  hook.child.kill('SIGUSR1')
  hook.child.stdin.end(config)
  const [status, signal] = await once(hook.child, 'close')
  expect({ status, signal, ...hook.said }).toEqual(undisturbed)

  const control = start(inject('control'))
  await once(control.child.stdout, 'data')
  control.child.kill('SIGUSR1')
  await once(control.child.stderr, 'data')
  expect(listening(control.child.pid)).not.toEqual([]) // So the question below is one that can be answered otherwise.
  expect(control.said.stderr).toMatch(/debugger listening|starting inspector/i)
})

/** 1 to 31: the signals that POSIX and Linux name. Those from 32 on are the C library's own, and real-time. */
const SIGNALS = Object.entries(constants.signals).filter(
  ([name, number]) => number <= 31 && !['SIGIOT', 'SIGPOLL', 'SIGUNUSED'].includes(name),
)

/** What the kernel does about them by itself, or Node (SIGPIPE, SIGXFSZ), or our flags (SIGUSR1), ends no process. */
const HARMLESS = 'USR1 PIPE CHLD CONT STOP TSTP TTIN TTOU URG WINCH XFSZ'.split(' ').map((name) => `SIG${name}`)

test('there are 31 signals', () => {
  expect(new Set(SIGNALS.map(([, number]) => number)).size).toBe(31)
  expect(SIGNALS).toHaveLength(31)
})

const camera = { path: '/dev/video2', type: 'c', major: 1, minor: 3, fileMode: 0o660, uid: 0, gid: 44 }
const withDevice = {
  ociVersion: '1.0.2',
  process: { cwd: '/', args: ['true'], user: { uid: 1000, gid: 1000 } },
  root: { path: 'rootfs' },
  linux: { devices: [camera], resources: { devices: [{ allow: true, access: 'rwm' }] } },
}

test.each(SIGNALS)(
  '%s while precreate reads: all of its answer or a failure, and nobody is listened to',
  async (name) => {
    const input = JSON.stringify(withDevice)
    const undisturbed = run(inject('executable'), { args: ['precreate'], stdin: input })
    const { child, said } = start(inject('executable'), 'precreate')
    await readsStdin(child.pid)
    child.kill(name as NodeJS.Signals)
    const sockets = listening(child.pid)
    child.kill('SIGCONT')
    child.stdin.on('error', () => {}) // EPIPE: it has ended.
    child.stdin.end(input)
    const [status, signal] = await once(child, 'close')
    expect(status === 0).toBe(HARMLESS.includes(name))
    if (status === 0) expect({ status, signal, ...said }).toEqual(undisturbed)
    else expect([status === null, signal]).toEqual([true, name])
    expect(sockets).toEqual([])
    expect(undisturbed.stdout).toContain('"uid":1000') // There was something to be done.
  },
)

const needs = ['strace', 'jq', 'nsenter'].map(missing).find((reason) => reason !== undefined)
const isRoot = process.getuid?.() === 0

test.skipIf(needs !== undefined || !isRoot).each(SIGNALS)(
  "%s while createRuntime asks as the user: exit 0 only with the device the user's",
  async (name, number) => {
    const ended = await interrupted(number, [inject('executable'), 'createRuntime'])
    if (HARMLESS.includes(name)) expect(ended).toEqual({ hook: 0, node: '1000:1000 660' })
    else expect(ended).toEqual({ hook: 128 + number, node: '0:44 660' })
  },
)

test.skipIf(needs !== undefined || !isRoot)(
  'control: of a hook that says 0 when it is told to end, the same look shows the lie',
  async () => {
    const naive = join(scratch(), 'naive')
    writeFileSync(naive, '#!/bin/bash\ntrap "exit 0" TERM\n[ -r /etc/passwd ]\nexit 70\n', { mode: 0o755 })
    expect(await interrupted(constants.signals.SIGTERM, ['/bin/bash', naive])).toEqual({ hook: 0, node: '0:44 660' })
  },
)

/** Runs a hook at createRuntime that is sent a signal in the middle of its work: at its first question to the kernel. */
async function interrupted(signal: number, command: readonly string[]) {
  const directory = scratch()
  mkdirSync(join(directory, 'rootfs/dev'), { recursive: true })
  writeFileSync(join(directory, 'config.json'), JSON.stringify(withDevice), { mode: 0o644 })
  const pidFile = join(directory, 'pid')
  // -D: the hook keeps the number of the shell, and its parent.
  const traced = `echo $$ > ${pidFile}; exec env -i strace -D -f -o /dev/null -e trace=faccessat2 \
    -e inject=faccessat2:signal=${signal}:when=1 "$@"`
  const args = [directory, '.', 'bash', '-c', traced, 'bash', ...command]
  const child = spawn(inRoot('test/support/fake-runtime'), args, { stdio: ['ignore', 'pipe', 'ignore'] })
  onTestFinished(() => void child.kill('SIGKILL'))
  let [said, ended] = ['', false]
  child.stdout.setEncoding('utf8').on('data', (text) => {
    said += text
  })
  const end = once(child, 'close').then(() => {
    ended = true
  })
  while (!ended) {
    wake(pidFile)
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  await end
  const hook = /^hook (\d+)$/m.exec(said)?.[1]
  const node = /^node (.*)$/m.exec(said)?.[1]
  return { hook: hook === undefined ? undefined : Number(hook), node }
}

/** What has been stopped goes on. */
function wake(pidFile: string): void {
  try {
    const pid = Number(readFileSync(pidFile, 'utf8'))
    if (/^State:\t[Tt]/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'))) process.kill(pid, 'SIGCONT')
  } catch {
    // Not begun, or ended.
  }
}

/** The sockets on which a process takes connections: TCP state 0A, or __SO_ACCEPTCON of a socket with a path. */
function listening(pid: number | undefined): string[] {
  const table = (name: string) => readFileSync(`/proc/net/${name}`, 'utf8').split('\n').slice(1)
  const fields = (line: string) => line.trim().split(/\s+/)
  const tcp = ['tcp', 'tcp6'].flatMap(table).map(fields)
  const unix = table('unix').map(fields)
  const inodes = new Set([
    ...tcp.filter((each) => each[3] === '0A').map((each) => each[9]),
    ...unix.filter((each) => each[3] === '00010000').map((each) => each[6]),
  ])
  return linksOf(`/proc/${pid}/fd`).filter((link) => inodes.has(/^socket:\[(\d+)\]$/.exec(link)?.[1]))
}

function linksOf(directory: string): string[] {
  try {
    return readdirSync(directory).map((name) => readlinkSync(`${directory}/${name}`))
  } catch {
    return [] // It has ended.
  }
}

function start(file: string, ...args: string[]) {
  const child = spawn(file, args, { env: {}, stdio: 'pipe' })
  onTestFinished(() => void child.kill('SIGKILL'))
  const said = { stdout: '', stderr: '' }
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (text) => {
      said[name] += text
    })
  }
  return { child, said }
}

/** Waits until the kernel has the process in read(2) on descriptor 0: the hook is up, and in the middle of its work. */
async function readsStdin(pid: number | undefined): Promise<void> {
  const read = process.arch === 'x64' ? '0' : '63'
  for (;;) {
    // ENOENT or an empty answer ends the test here when the process has ended before it read its input.
    const [call, descriptor] = readFileSync(`/proc/${pid}/syscall`, 'utf8').split(' ')
    if (call === read && descriptor === '0x0') return
    if (call === '') throw new Error('the process ended before it read its input')
    await new Promise(setImmediate)
  }
}
