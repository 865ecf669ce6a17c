import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { expect, inject, onTestFinished, test } from 'vitest'
import { run } from './support/run.ts'

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
  expect(control.said.stderr).toMatch(/debugger listening|starting inspector/i)
})

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
