import { type ChildProcess, spawn } from 'node:child_process'
import type { Writable } from 'node:stream'
import { HOOK_ENV } from '../machine/hook.ts'
import { Lines } from './lines.ts'

/** Whose child the decoy is: of the hook's own runtime, of another one, or of process 1, as when its runtime has ended. */
export type Parent = 'the same runtime' | 'another runtime' | 'process 1'

/** Puts the device into the container's /dev, then becomes init. */
const INIT = 'set -e; mount -t tmpfs -o mode=755 tmpfs "$R/dev"; eval "$DEVICE"; echo ready; exec sleep 600 >&-'

/** The next process gets the number after this one: forked by the very next command, so that nobody comes between. */
const START_DECOY = 'echo "$last" > /proc/sys/kernel/ns_last_pid; unshare --mount sh -c "$INIT" & echo "decoy $!"'

/** Starts init and hook, both as its children. At a line on descriptor 5 it buries init and starts a decoy. */
const RUNTIME = `
exec 4<&0
unshare --mount sh -c "$INIT" & init=$!
echo "init $init"
env -i PATH="$HOOK_PATH" "$HOOK" createRuntime <&4 4<&- 5<&- >/dev/null 2>&1 & echo "hook $!"
exec 4<&-
while read -r last <&5; do wait "$init"; if [ "$last" != bury ]; then ${START_DECOY}; else echo buried; fi; done
wait`

/** What the container's device is. */
export interface Scene {
  readonly bundle: string
  /** Shell commands that put it into $R/dev. */
  readonly device: string
  readonly executable: string
}

/** A runtime in the middle of a start, with its two children. */
export class Runtime {
  readonly #process: ChildProcess
  readonly #lines: Lines
  readonly init: number
  readonly hook: number

  private constructor(child: ChildProcess, lines: Lines, init: number, hook: number) {
    this.#process = child
    this.#lines = lines
    this.init = init
    this.hook = hook
  }

  static async start(scene: Scene): Promise<Runtime> {
    const child = run(RUNTIME, scene)
    const lines = new Lines(child)
    const runtime = new Runtime(child, lines, await lines.number('init'), await lines.number('hook'))
    await lines.take('ready')
    return runtime
  }

  /** The state goes to the hook's stdin. */
  tell(state: string): void {
    this.#process.stdin?.on('error', () => {}) // EPIPE: the hook has ended.
    this.#process.stdin?.end(state)
  }

  /** kill -9 */
  kill(): void {
    this.#process.kill('SIGKILL')
  }

  /** Returns once nobody is init any more. */
  async bury(): Promise<void> {
    this.#command('bury')
    await this.#lines.take('buried')
  }

  /** A container of the same runtime, with the number of the one that has died. @returns The number that it got. */
  async startDecoy(): Promise<number> {
    this.#command(`${this.init - 1}`)
    const decoy = await this.#lines.number('decoy')
    await this.#lines.take('ready')
    return decoy
  }

  #command(line: string): void {
    const commands = this.#process.stdio.at(5) as Writable
    commands.on('error', () => {}) // It was killed.
    commands.write(`${line}\n`)
  }

  end(): void {
    this.#process.kill('SIGKILL')
  }
}

/** A container of somebody else, with the number `pid`. @returns The number that it got. */
export async function startDecoy(
  scene: Scene,
  pid: number,
  parent: Exclude<Parent, 'the same runtime'>,
): Promise<number> {
  const child = run(parent === 'process 1' ? START_DECOY : `${START_DECOY}; wait`, scene, { last: `${pid - 1}` })
  const lines = new Lines(child)
  const decoy = await lines.number('decoy')
  await lines.take('ready')
  return decoy
}

function run(script: string, { bundle, device, executable }: Scene, more: Record<string, string> = {}): ChildProcess {
  const names = { R: `${bundle}/rootfs`, DEVICE: device, HOOK: executable, HOOK_PATH: HOOK_ENV.PATH, INIT }
  const env = { PATH: process.env.PATH, ...names, ...more }
  return spawn('sh', ['-c', script], { env, stdio: ['pipe', 'pipe', 'ignore', 'ignore', 'ignore', 'pipe'] })
}
