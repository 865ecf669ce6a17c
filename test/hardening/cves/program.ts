import { execFileSync, spawnSync } from 'node:child_process'
import fs from 'node:fs'
import { findCommand } from '../../../scripts/engines/find.ts'
import { HOOK } from '../../../scripts/matrix/binary.ts'
import { OWNER, PRIVATE, startContainer } from '../machine/flows.ts'
import { HOOK_ENV, runHook } from '../machine/hook.ts'
import { script, WORK } from '../machine/rig.ts'
import { type Call, parseTrace } from '../machine/trace.ts'
import { CANARY, resetCanary } from './canary.ts'
import type { Harm, Replay } from './replay.ts'

/** What a program loads, opens and makes of itself: by its environment, its files, its input. */
export const PROGRAM: readonly Replay[] = [
  {
    cve: 'CVE-2024-21892',
    was: 'Node.js: with the rights of somebody else it still did what NODE_OPTIONS said',
    naive: () => ran([process.execPath, '--eval', '0'], { NODE_OPTIONS: `--require=${evilScript()}` }),
    hook: () => ran([HOOK, '--version'], { NODE_OPTIONS: `--require=${evilScript()}` }),
  },
  {
    cve: 'CVE-2022-32222',
    was: 'Node.js: it read an openssl.cnf that others could write',
    naive: () => waits([process.execPath, '--eval', '0'], { OPENSSL_CONF: fifo() }),
    hook: () => waits([HOOK, '--version'], { OPENSSL_CONF: fifo() }),
  },
  {
    cve: 'CVE-2025-23266',
    was: 'NVIDIA container toolkit ("NVIDIAScape"): a hook ran with the LD_PRELOAD of the image',
    naive: () => environmentOf({ path: '/bin/sh' }) ?? { skipped: 'this runc clears the environment of hooks' },
    hook: () => environmentOf({ ...shippedEntry(), path: '/bin/sh' }),
  },
  {
    cve: 'CVE-2024-24828',
    was: 'pkg: native code was loaded from a file whose name anybody could guess, and make first',
    naive: () => namesMadeBy(script('extracts', `mkdir -p /tmp/addon; cp /bin/true /tmp/addon/koffi.node`)),
    hook: () => namesMadeBy(HOOK),
  },
  {
    cve: 'CVE-2019-14271',
    was: "docker cp: within the container's root it loaded a library of the image",
    naive: () => loadedInside(script('enters', ENTERS)),
    hook: () => loadedInside(HOOK),
  },
  {
    cve: 'CVE-2022-31030',
    was: 'containerd: output without an end was kept in memory without an end',
    naive: () => readsForEver(script('keeps', 'state=$(cat)')),
    hook: () => readsForEver(HOOK),
  },
]

const PATIENCE_MS = 3000
const ENTERS = `pid=$(sed 's/.*"pid":\\([0-9]*\\).*/\\1/'); exec nsenter --mount --target "$pid" cat /etc/group`

function evilScript(): string {
  resetCanary()
  fs.writeFileSync(`${WORK}/evil.cjs`, `require('node:fs').writeFileSync('${CANARY}/ran', '')`)
  return `${WORK}/evil.cjs`
}

function ran([file = '', ...args]: readonly string[], env: Record<string, string>): Harm {
  spawnSync(file, args, { env, input: '', timeout: PATIENCE_MS })
  return fs.existsSync(`${CANARY}/ran`) ? 'foreign code ran' : undefined
}

function fifo(): string {
  const path = `${WORK}/openssl.cnf`
  if (!fs.existsSync(path)) execFileSync('mkfifo', [path])
  return path
}

function waits([file = '', ...args]: readonly string[], env: Record<string, string>): Harm {
  const { signal } = spawnSync(file, args, { env, input: '', timeout: PATIENCE_MS, killSignal: 'SIGKILL' })
  return signal === null ? undefined : 'it opened a FIFO that somebody else made, and waited'
}

function shippedEntry(): object {
  const file = new URL('../../../hooks.d/createRuntime/oci-device-hook-createRuntime.json', import.meta.url)
  return JSON.parse(fs.readFileSync(file, 'utf8')).hook
}

/** runc before 1.3 gives hooks of this stage the environment of the image. The entry's own program is exchanged for a shell. */
function environmentOf(entry: object): Harm {
  resetCanary()
  const bundle = `${WORK}/environment`
  const args = ['sh', '-c', `printf %s "$LD_PRELOAD" > ${CANARY}/preload`]
  makeBundle(bundle, { ...entry, args })
  const { status, stderr } = spawnSync('runc', ['run', '--bundle', bundle, 'environment'], {
    env: HOOK_ENV,
    input: '',
    encoding: 'utf8',
  })
  const preload = fs.existsSync(`${CANARY}/preload`) ? fs.readFileSync(`${CANARY}/preload`, 'utf8') : undefined
  if (preload === undefined) throw new Error(`runc ended with ${status}, and ran no hook: ${stderr}`)
  return preload === '' ? undefined : `a hook of root had LD_PRELOAD=${preload}, as the image wants it`
}

function makeBundle(bundle: string, entry: object): void {
  const config = JSON.parse(fs.readFileSync(new URL('../../support/config.json', import.meta.url), 'utf8'))
  config.process.env.push('LD_PRELOAD=/proc/self/cwd/evil.so')
  config.process.args = ['/bin/busybox', 'true']
  config.hooks = { createContainer: [entry] }
  fs.mkdirSync(`${bundle}/rootfs/bin`, { recursive: true })
  fs.mkdirSync(`${bundle}/rootfs/proc`, { recursive: true })
  fs.mkdirSync(`${bundle}/rootfs/dev`, { recursive: true })
  fs.copyFileSync(findCommand('busybox') ?? '', `${bundle}/rootfs/bin/busybox`)
  fs.writeFileSync(`${bundle}/config.json`, JSON.stringify(config), { mode: 0o644 })
}

/** Its log is meant to have a name; whatever else it makes should have none. */
async function namesMadeBy(executable: string): Promise<Harm> {
  const trace = await traceOf(executable, OWNER, 'open,openat,creat')
  const made = trace.filter(({ name, args }) => name === 'creat' || /O_CREAT/.test(args))
  const names = made
    .map(({ args }) => /"([^"]*)"/.exec(args)?.[1] ?? '')
    .filter((path) => /^\/(?!run\/oci-device-hook\/|dev\/null)/.test(path))
  return names.length === 0 ? undefined : `it made ${names.join(', ')}`
}

/** From setns(2) on, names are the image's. */
async function loadedInside(executable: string): Promise<Harm> {
  const trace = await traceOf(executable, PRIVATE, 'setns,execve,open,openat')
  const entered = trace.findIndex(({ name }) => name === 'setns')
  if (entered < 0) throw new Error(`${executable} did not enter the container`)
  const after = trace.slice(entered).filter(({ name }) => name !== 'setns')
  return after.length === 0 ? undefined : `within the container it did ${after[0]?.name}(${after[0]?.args})`
}

async function traceOf(executable: string, flow: typeof OWNER, calls: string): Promise<Call[]> {
  resetCanary()
  const container = await startContainer(flow, `${WORK}/traced`)
  try {
    const strace = ['-f', '-e', `trace=${calls}`]
    const { trace } = await runHook({ executable, stage: 'createRuntime', stdin: container.state, strace })
    return parseTrace(trace)
  } finally {
    await container.destroy()
  }
}

function readsForEver(executable: string): Harm {
  const zeros = fs.openSync('/dev/zero', 'r')
  const { signal } = spawnSync(executable, ['createRuntime'], {
    env: HOOK_ENV,
    stdio: [zeros, 'ignore', 'ignore'],
    timeout: PATIENCE_MS,
    killSignal: 'SIGKILL',
  })
  fs.closeSync(zeros)
  return signal === null ? undefined : 'it was still reading when it was killed'
}
