import { spawnSync } from 'node:child_process'
import fs from 'node:fs'
import type { HostPath } from '../../src/core/model/paths.ts'
import type { ContainerState } from '../../src/core/parse/state.ts'
import { TemporaryDirectory } from '../native/support/directory.ts'

/** For openInit() and openContainer(): tests start containers after themselves, as no runtime does. */
export const ANY_AGE = Number.POSITIVE_INFINITY

/** What a fake container is made of. */
export interface FakeContainerOptions {
  /** Shell commands that furnish the container, run in its mount namespace. `$R` is the rootfs, `$B` the bundle. */
  readonly furnish?: string
  readonly config?: object
  /** Namespaces beside the mount namespace, as unshare(1) takes them. `[]` for none but it. */
  readonly unshare?: readonly string[]
  /** Words before unshare(1) and before what it starts, such as those of setpriv(1). */
  readonly outside?: readonly string[]
  readonly inside?: readonly string[]
}

/**
 * A container between creation and start, without a runtime: a process that sleeps in a mount namespace of its own, with
 * a rootfs whose /dev is a tmpfs. It is a child of this worker's parent (see subreaper.ts), as openInit() wants it.
 */
export class FakeContainer implements Disposable {
  readonly pid: number
  readonly #bundle = new TemporaryDirectory()

  constructor(options: FakeContainerOptions = {}) {
    const { furnish = '', config = {}, unshare = ['--mount'], outside = [], inside = [] } = options
    fs.mkdirSync(`${this.bundle}/rootfs/dev`, { recursive: true })
    fs.writeFileSync(`${this.bundle}/config.json`, JSON.stringify(config), { mode: 0o644 })
    fs.chmodSync(this.bundle, 0o755) // For whoever is somebody else outside or inside.
    this.pid = start(this.bundle, furnish, [...outside, 'unshare', ...unshare, ...inside])
  }

  get bundle(): string {
    return this.#bundle.path
  }

  /** What a runtime would tell a hook about it. */
  state(changes: Partial<ContainerState> = {}): ContainerState {
    const bundle = this.bundle as HostPath
    return { id: 'fake', pid: this.pid, bundle, root: undefined, annotations: {}, ...changes }
  }

  /** Runs a command in the container's mount namespace, and gives what it prints. */
  look(command: string): string {
    const args = ['--mount', `--target=${this.pid}`, '--', 'sh', '-c', command]
    return run('nsenter', args, { R: `${this.bundle}/rootfs` })
  }

  /** Returns once it is dead: a zombie where its parent is vitest, which leaves it unburied, and gone elsewhere. */
  kill(): void {
    process.kill(this.pid, 'SIGKILL')
    while (isAlive(this.pid)) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1)
  }

  [Symbol.dispose](): void {
    this.kill()
    this.#bundle[Symbol.dispose]()
  }
}

function isAlive(pid: number): boolean {
  try {
    return !/^State:\tZ/m.test(fs.readFileSync(`/proc/${pid}/status`, 'latin1'))
  } catch {
    return false // ENOENT or ESRCH: buried.
  }
}

/** Ready once stdout is closed: the shell holds it until everything is in place. */
const INIT = `
set -e
[ "$(id -u)" != 0 ] || mount -t tmpfs -o mode=755 tmpfs "$R/dev"
eval "$FURNISH"
echo $$
exec sleep 600 >/dev/null 2>&1 </dev/null
`

function start(bundle: string, furnish: string, words: readonly string[]): number {
  // The outer shell ends at once, so that its child is an orphan.
  const command = '"$@" sh -c "$INIT" &'
  const env = { B: bundle, R: `${bundle}/rootfs`, FURNISH: furnish, INIT }
  const pid = Number(run('sh', ['-c', command, 'sh', ...words], env))
  if (!Number.isInteger(pid) || pid < 2) throw new Error(`the fake container did not start: ${furnish}`)
  return pid
}

function run(program: string, args: readonly string[], env: Record<string, string>): string {
  const { status, stdout, stderr } = spawnSync(program, args, { encoding: 'utf8', env: { ...process.env, ...env } })
  if (status === 0 && stderr === '') return stdout.trim()
  throw new Error(`${program} ended with ${status}:\n${stderr}${stdout}`)
}
