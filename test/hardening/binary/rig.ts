import { spawnSync } from 'node:child_process'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { Container } from '../machine/container.ts'
import { OWNER } from '../machine/flows.ts'
import { HOOK_ENV } from '../machine/hook.ts'
import { WORK } from '../machine/rig.ts'
import type { Case } from '../malformed/generate.ts'
import { SEEDS } from '../malformed/seeds.ts'

/** How a call ended. */
export interface CallEnding {
  readonly status: number | null
  readonly signal: NodeJS.Signals | null
  readonly stdout: Buffer
  readonly stderr: string
  readonly ms: number
}

const POLICY = '/etc/oci-device-hook/policy.toml'
const BUNDLE = `${WORK}/bundle`
/** As hooks.d has it. */
const TIMEOUT_MS = 10_000
/** A container is changed by the runs that it is in; after some it is replaced. */
const RUNS = 20

/** Storage of the engines that wrote the seeds; here it is the rootfs of a container that exists. */
const ROOTFS = /"\/[^"]*\/storage\/vfs\/dir\/[0-9a-f]{64}"/g
const KNOWN = SEEDS.state.map((bytes): { pid: number; bundle: string } => JSON.parse(bytes.toString()))
const ASKING = Buffer.from(JSON.stringify(OWNER.furniture.config))

/** Gives mutated documents the process, the bundle and the root file system of a container that exists. */
export class Rig {
  readonly #executable: string
  #container: Container | undefined
  #runs = 0

  constructor(executable: string) {
    this.#executable = executable
    mkdirSync('/etc/oci-device-hook', { recursive: true, mode: 0o755 })
  }

  /** Puts the files of a case in their places. @returns the case as it is now. */
  async prepare(given: Case): Promise<Case> {
    rmSync(POLICY, { force: true })
    if (given.kind === 'policy') writeFileSync(POLICY, given.policy, { mode: 0o644 })
    if (given.kind !== 'createRuntime') return given
    const { pid } = await this.#living()
    const config = replaceIn(given.config, [[ROOTFS, `"${BUNDLE}/rootfs"`]])
    const facts = KNOWN.flatMap(({ pid: was, bundle }): [string, string][] => [
      [`"pid":${was}`, `"pid":${pid}`],
      [`"${bundle}"`, `"${BUNDLE}"`],
    ])
    writeFileSync(`${BUNDLE}/config.json`, config, { mode: 0o644 })
    // The hook reads the bundle's file as text: bytes that are no UTF-8 are replaced.
    return { ...given, config: Buffer.from(config.toString()), state: replaceIn(given.state, facts) }
  }

  call(name: string, given: Case): CallEnding {
    const input = given.kind === 'precreate' ? given.config : given.kind === 'policy' ? ASKING : given.state
    const start = performance.now()
    const options = { input, env: HOOK_ENV, timeout: TIMEOUT_MS, killSignal: 'SIGKILL' } as const
    const { status, signal, stdout, stderr } = spawnSync(this.#executable, [name], options)
    return { status, signal, stdout, stderr: stderr.toString(), ms: performance.now() - start }
  }

  async end(): Promise<void> {
    rmSync(POLICY, { force: true })
    await this.#container?.destroy()
  }

  async #living(): Promise<Container> {
    this.#runs += 1
    if (this.#container !== undefined && this.#runs % RUNS !== 0) return this.#container
    await this.#container?.destroy()
    this.#container = await Container.start(BUNDLE, OWNER.furniture)
    return this.#container
  }
}

function replaceIn(bytes: Buffer, pairs: readonly (readonly [string | RegExp, string])[]): Buffer {
  const text = pairs.reduce((result, [from, to]) => result.replaceAll(from, to), bytes.toString('latin1'))
  return Buffer.from(text, 'latin1')
}
