import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { lchownSync, lstatSync, mkdirSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { DEVICE_GID } from '../matrix/ids.ts'

/** A container between creation and start, as a runtime has it when it calls createRuntime hooks. */
export interface Waiting {
  readonly bundle: string
  /** A file with the state of the container, as the runtime gives it on stdin. */
  readonly state: string
  /** Gives every node back to root and its group, as they were before a hook came. */
  readonly reset: () => void
  /** Owner and group of each node, in order. */
  readonly owners: () => string[]
  readonly end: () => void
}

const INIT = fileURLToPath(new URL('init.sh', import.meta.url))

/** Starts one with a config.json whose devices are `paths`. Its init is a child of this process, as hooks will be. */
export async function startWaiting(directory: string, config: object, paths: readonly string[]): Promise<Waiting> {
  const rootfs = `${directory}/rootfs`
  mkdirSync(`${rootfs}/dev`, { recursive: true })
  writeFileSync(`${directory}/config.json`, JSON.stringify(config), { mode: 0o644 })
  const init = spawn('unshare', ['--mount', '--propagation', 'private', 'sh', INIT, rootfs], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  init.stdin.end(paths.map((path) => `${path}\n`).join(''))
  await once(init.stdout, 'data')
  return waiting(directory, init, paths)
}

function waiting(bundle: string, init: ChildProcess, paths: readonly string[]): Waiting {
  const state = `${bundle}/state.json`
  const nodes = paths.map((path) => `/proc/${init.pid}/root${bundle}/rootfs${path}`)
  const document = { ociVersion: '1.0.2', id: 'bench', status: 'creating', pid: init.pid, bundle }
  writeFileSync(state, JSON.stringify(document))
  const reset = () => {
    for (const node of nodes) lchownSync(node, 0, DEVICE_GID)
  }
  const owners = () => nodes.map((node) => `${lstatSync(node).uid}:${lstatSync(node).gid}`)
  return { bundle, state, reset, owners, end: () => init.kill('SIGKILL') }
}
