import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, copyFileSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { text } from 'node:stream/consumers'

/** What a container is made of before the hook meets it. */
export interface Furniture {
  readonly config: object
  /** Options of unshare(1) beside --mount. */
  readonly unshare?: readonly string[]
  /** Shell commands that put the device into $R/dev, in the container's namespaces. */
  readonly device: string
}

const INIT = 'set -e; mount -t tmpfs -o mode=755 tmpfs "$R/dev"; eval "$DEVICE"; exec >&-; exec sleep 600'

/** A container between creation and start. Its init is a child of this process, as a runtime's is. */
export class Container {
  readonly #init: ChildProcess
  readonly bundle: string

  private constructor(bundle: string, init: ChildProcess) {
    this.bundle = bundle
    this.#init = init
  }

  static async start(bundle: string, { config, unshare = [], device }: Furniture): Promise<Container> {
    writeBundle(bundle, config)
    const init = spawn('unshare', ['--mount', ...unshare, 'sh', '-c', INIT], {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: { PATH: process.env.PATH, R: `${bundle}/rootfs`, DEVICE: device },
    })
    await text(init.stdout as NonNullable<typeof init.stdout>)
    return new Container(bundle, init)
  }

  get pid(): number {
    return this.#init.pid ?? 0
  }

  /** What a runtime tells the hook. */
  get state(): string {
    const { bundle, pid } = this
    return JSON.stringify({ ociVersion: '1.0.2-dev', id: 'fake', status: 'creating', pid, bundle })
  }

  /** What uid and gid 1000 of the container get from its device: "opened", and the node's owner and mode inside. */
  use(path: string, isMapped: boolean): string {
    const namespaces = isMapped ? ['--user', '--setuid', '0', '--setgid', '0', '--mount'] : ['--mount']
    const script = `exec 3<>${path} && echo x >&3 && stat -c 'opened %u:%g %a' ${path}`
    const chroot = ['chroot', '--userspec=1000:1000', '--groups=', `${this.bundle}/rootfs`, '/bin/sh', '-c', script]
    const args = [...namespaces, `--target=${this.pid}`, '--', ...chroot]
    const { stdout, stderr } = spawnSync('nsenter', args, { encoding: 'utf8' })
    return `${stdout}${stderr}`.trim()
  }

  /** As a runtime does when a hook fails, and at the end. */
  async destroy(): Promise<void> {
    const ended = once(this.#init, 'exit')
    if (this.#init.exitCode !== null || this.#init.signalCode !== null) return
    this.#init.kill('SIGKILL')
    await ended
  }
}

/** config.json and a root file system with a shell. */
export function writeBundle(bundle: string, config: object): void {
  makeRootfs(bundle)
  writeFileSync(`${bundle}/config.json`, JSON.stringify(config), { mode: 0o644 })
}

const made = new Set<string>()

function makeRootfs(bundle: string): void {
  if (made.has(bundle)) return
  made.add(bundle)
  rmSync(bundle, { recursive: true, force: true })
  mkdirSync(`${bundle}/rootfs/dev`, { recursive: true })
  mkdirSync(`${bundle}/rootfs/bin`)
  copyFileSync('/bin/busybox', `${bundle}/rootfs/bin/sh`)
  copyFileSync('/bin/busybox', `${bundle}/rootfs/bin/stat`)
  for (const name of ['sh', 'stat']) chmodSync(`${bundle}/rootfs/bin/${name}`, 0o755)
}
