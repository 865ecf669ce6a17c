import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { vi } from 'vitest'
import { inRoot } from '../../../scripts/build/repository.ts'
import { run, scratch } from './run.ts'

/** What the hook is started for most, and what it is for. */
export const FLOWS = ['nothing to do', 'precreate', 'createRuntime'] as const
export type Flow = (typeof FLOWS)[number]

const camera = { path: '/dev/video2', type: 'c', major: 1, minor: 3, fileMode: 0o660, uid: 0, gid: 44 }

function config(flow: Flow): string {
  const process = { cwd: '/', args: ['true'], user: { uid: 1000, gid: 1000 } }
  // Engines begin with a rule that denies everything; without one, it would be asked which runtime this is.
  const rules = [
    { allow: false, access: 'rwm' },
    { allow: true, type: 'c', major: 1, minor: 3, access: 'rwm' },
  ]
  const linux = flow === 'nothing to do' ? {} : { devices: [camera], resources: { devices: rules } }
  return JSON.stringify({ ociVersion: '1.0.2', process, root: { path: 'rootfs' }, linux })
}

/**
 * The modules that a flow loads when it runs from source: files below `src/`, and packages.
 *
 * createRuntime is told of a process that is none: it has loaded everything by then, and goes no further.
 */
export function modulesOf(flow: Flow): string[] {
  const file = join(scratch(), 'modules')
  const preload = join(import.meta.dirname, 'list-modules.mjs')
  const stage = flow === 'createRuntime' ? 'createRuntime' : 'precreate'
  const state = JSON.stringify({ id: 'x', pid: 2 ** 22, bundle: '/nowhere' })
  run(process.execPath, {
    args: ['--import', preload, inRoot('src/main.ts'), stage],
    stdin: flow === 'createRuntime' ? state : config(flow),
    env: { MODULES: file },
  })
  const urls = readFileSync(file, 'utf8').trim().split('\n')
  const paths = urls.filter((url) => url.startsWith('file:')).map((url) => new URL(url).pathname)
  return paths.map((path) => path.replace(inRoot('/'), '').replace(/^.*node_modules\//, ''))
}

/** System calls that come and go with threads and memory. */
const NOISE = ['futex', 'mmap', 'munmap', 'mprotect', 'pkey_mprotect', 'madvise', 'brk', 'sched_yield']

/** The system calls of a flow's main thread, from the first one that is ours (harden.ts) to the last. */
export async function systemCallsOf(flow: Flow, executable: string): Promise<string[]> {
  const directory = scratch()
  const log = join(directory, 'strace')
  const traced = ['strace', '-o', log, '-e', `trace=!${NOISE.join()}`]
  const env = { PATH: process.env.PATH ?? '' }
  if (flow === 'createRuntime') {
    mkdirSync(join(directory, 'rootfs/dev'), { recursive: true })
    writeFileSync(join(directory, 'config.json'), config(flow), { mode: 0o644 })
    // -D: the hook must stay a child of what stands in for the runtime.
    const [strace = '', ...options] = traced
    const args = [directory, '.', 'env', '-i', ...[strace, '-D', ...options], executable, 'createRuntime']
    run(inRoot('test/support/fake-runtime'), { args, env })
  } else {
    const [strace = '', ...options] = traced
    run(strace, { args: [...options, executable, 'precreate'], stdin: config(flow), env })
  }
  const text = await vi.waitFor(() => complete(readFileSync(log, 'utf8')), { timeout: 10_000 })
  const calls = [...text.slice(text.indexOf('chdir("/")')).matchAll(/^(\w+)\(/gm)]
  return calls.map(([, name = '']) => name)
}

function complete(text: string): string {
  if (!/^\+\+\+ exited with 0 \+\+\+$/m.test(text)) throw new Error(`the hook did not succeed:\n${text.slice(-2000)}`)
  return text
}
