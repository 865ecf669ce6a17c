import { spawnSync } from 'node:child_process'
import { readFileSync, rmSync } from 'node:fs'
import { HOOK } from '../../../scripts/matrix/binary.ts'
import { Container } from '../machine/container.ts'
import { type Ending, runHook } from '../machine/hook.ts'
import { script, WORK } from '../machine/rig.ts'
import { harmToHost, lookAtHost, resetCanary } from './canary.ts'
import type { Harm, Replay } from './replay.ts'

/** A container that attacks the hook which meets it. */
export interface Attack {
  /** Shell commands in the container's mount namespace. $R is the rootfs; its /dev is an empty tmpfs. */
  readonly furnish: string
  /** Changes config.json: of a container whose user 1000 has been given /dev/video2 and requires it. */
  readonly config?: (config: Config) => object
  /** Namespaces beside the mount namespace, as unshare(1) takes them. */
  readonly unshare?: readonly string[]
  /** Changes what the runtime says. */
  readonly state?: (state: string, container: Container) => string
  /** Shell commands before the hook: $1 is the pid of the container's init, $2 its bundle. They become the hook. */
  readonly meanwhile?: string
  /** What the hook's exit codes may be. */
  readonly exits: readonly number[]
  /** Harm other than to the host. */
  readonly harm?: (at: Scene) => Harm
}

/** What is left to look at when the hook has ended. */
export interface Scene {
  readonly container: Container
  readonly ending: Ending
  /** Runs a command in the container's mount namespace, with $R set; gives what it prints. */
  readonly look: (command: string) => string
}

// biome-ignore lint/suspicious/noExplicitAny: a document that attacks bend at every place
export type Config = any

/** The container's own node, as a runtime makes it. */
export const OWN_NODE = 'mknod -m 660 "$R/dev/video2" c 1 3; chgrp 44 "$R/dev/video2"'

/** A head for naive hooks: what the runtime says, and where the container's files are, by their paths. */
export const READ_STATE = `
state=$(cat)
pid=$(echo "$state" | sed 's/.*"pid":\\([0-9]*\\).*/\\1/')
bundle=$(echo "$state" | sed 's/.*"bundle":"\\([^"]*\\)".*/\\1/')
root=/proc/$pid/root$bundle/rootfs`

/** What most hooks do: take the device by its path, and give it away. */
export const GIVE_BY_PATH = `${READ_STATE}
path=$(jq -r '.linux.devices[0].path' "$bundle/config.json")
chown 1000:1000 "$root$path"; chmod 660 "$root$path"`

const base = JSON.parse(readFileSync(new URL('../../support/config.json', import.meta.url), 'utf8'))

let count = 0

/** A replay of an attack on whatever hook the container meets. @param naive A shell script. */
export function replay(cve: string, was: string, naive: string, attack: Attack): Replay {
  const name = `${cve}-naive`
  return { cve, was, naive: () => meet(script(name, naive), attack, false), hook: () => meet(HOOK, attack, true) }
}

/** Starts the container, lets it meet a hook, and looks for harm. */
async function meet(executable: string, attack: Attack, isOurs: boolean): Promise<Harm> {
  resetCanary()
  const bundle = `${WORK}/cve-${++count}`
  const container = await Container.start(bundle, { ...furnitureOf(attack) })
  const before = lookAtHost()
  try {
    const under = attack.meanwhile === undefined ? [] : underShell(attack.meanwhile, container)
    const stdin = attack.state?.(container.state, container) ?? container.state
    const ending = await runHook({ executable, stage: 'createRuntime', stdin, under })
    const look = (command: string) => lookInside(container, command)
    return (
      harmToHost(before) ??
      attack.harm?.({ container, ending, look }) ??
      (isOurs ? unexpected(ending, attack) : undefined)
    )
  } finally {
    await container.destroy()
    rmSync(bundle, { recursive: true, force: true })
  }
}

/** It requires what it was given, so that the exit code tells a refusal. */
function furnitureOf({ furnish, config, unshare = [] }: Attack) {
  const required = { ...structuredClone(base), annotations: { 'oci-device-hook/require': 'all' } }
  return { config: config?.(required) ?? required, unshare, device: furnish }
}

/** The shell makes its changes in a mount namespace of its own and becomes the hook: its parent stays the same. */
function underShell(commands: string, { pid, bundle }: Container): string[] {
  const text = `set -e; pid=$1 bundle=$2; shift 2; ${commands}; exec "$@"`
  return ['unshare', '--mount', '--propagation', 'private', 'sh', '-c', text, 'sh', `${pid}`, bundle]
}

function lookInside({ pid, bundle }: Container, command: string): string {
  const args = ['--mount', `--target=${pid}`, '--', 'sh', '-c', command]
  return spawnSync('nsenter', args, { encoding: 'utf8', env: { ...process.env, R: `${bundle}/rootfs` } }).stdout.trim()
}

function unexpected({ status, signal, stderr }: Ending, { exits }: Attack): Harm {
  if (status !== null && exits.includes(status)) return undefined
  return `the hook ended with ${signal ?? status}, expected ${exits.join(' or ')}: ${stderr.trim()}`
}
