import { spawnSync } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { HOOK, HOOK_ENVIRONMENT } from '../../../scripts/matrix/binary.ts'
import { DEVICE, OWNER } from '../machine/flows.ts'
import type { Case, Stage } from './axes.ts'

/** How a container with a hook ended. */
export interface Started {
  readonly status: number | null
  readonly stderr: string
  readonly ms: number
  /** Whether the hook left a line in its log. */
  readonly logged: boolean
}

/** An element of config.json's or hooks.d's hooks. */
export interface Entry {
  readonly path: string
  readonly args: readonly string[]
  readonly env?: readonly string[]
  readonly timeout?: number
}

const HOOKS_D = fileURLToPath(new URL('../../../hooks.d/', import.meta.url))
const LOG = '/run/oci-device-hook/log.jsonl'
const PATIENCE_MS = 20_000
export const BUNDLE = '/tmp/bundle'
/** cgroups are the real host's, have the container's name, and are removed when it ends: each lane needs its own. */
export const NAME = `oci-device-hook-${randomUUID()}`

/** The hook as hooks.d ships it, for a stage; createContainer, which it does not ship, is called like createRuntime. */
export function shippedEntry(stage: Stage): Entry {
  const directory = `${HOOKS_D}${stage === 'createContainer' ? 'createRuntime' : stage}`
  const [file = ''] = readdirSync(directory)
  const { hook } = JSON.parse(readFileSync(`${directory}/${file}`, 'utf8')) as { hook: Entry }
  return { ...hook, path: HOOK, args: ['oci-device-hook', stage] }
}

/**
 * Starts a container with the variable in its own environment, as an image brings it, and in that of whoever starts it
 * where the runtime does not read it.
 */
export function startWith({ variable, stage, runtime }: Case, path: string, entry: Entry, always = false): Started {
  rmSync(LOG, { force: true })
  const setting = { [variable.name]: variable.value(path) }
  const [file = '', ...args] =
    stage === 'precreate' ? viaPodman(runtime, setting, entry) : direct(runtime, stage, setting, entry)
  const env = { ...HOOK_ENVIRONMENT, ...(variable.forUs || always ? setting : {}) }
  const start = performance.now()
  const options = {
    env,
    cwd: BUNDLE,
    input: '',
    encoding: 'utf8',
    timeout: PATIENCE_MS,
    killSignal: 'SIGKILL',
  } as const
  const { status, stderr } = spawnSync(file, args, options)
  const ms = performance.now() - start
  if (status === null) spawnSync(runtime, ['delete', '--force', NAME], { env: HOOK_ENVIRONMENT })
  return { status, stderr, ms, logged: existsSync(LOG) }
}

function direct(runtime: string, stage: string, setting: Record<string, string>, entry: Entry): string[] {
  const given = OWNER.furniture.config as { readonly process: object }
  const env = ['PATH=/bin', ...Object.entries(setting).map(([name, value]) => `${name}=${value}`)]
  const process = { ...given.process, args: ['/bin/sh', '-c', `echo x > ${DEVICE}`], env }
  writeFileSync(`${BUNDLE}/config.json`, JSON.stringify({ ...given, process, hooks: { [stage]: [entry] } }), {
    mode: 0o644,
  })
  return [runtime, 'run', '--bundle', BUNDLE, NAME]
}

function viaPodman(runtime: string, setting: Record<string, string>, hook: Entry): string[] {
  const directory = '/tmp/hooks.d'
  mkdirSync(directory, { recursive: true })
  const text = { version: '1.0.0', hook, when: { always: true }, stages: ['precreate'] }
  writeFileSync(`${directory}/hook.json`, JSON.stringify(text))
  const variables = Object.entries(setting).flatMap(([name, value]) => ['--env', `${name}=${value}`])
  const asking = ['--annotation', 'oci-device-hook/require=all', '--device', DEVICE, '--user', '1000:1000']
  const run = [
    'run',
    '--rm',
    ...variables,
    ...asking,
    '--rootfs',
    `${BUNDLE}/rootfs`,
    '/bin/sh',
    '-c',
    `echo x > ${DEVICE}`,
  ]
  return ['podman', '--runtime', runtime, '--hooks-dir', directory, ...run]
}
