import { existsSync, readFileSync } from 'node:fs'
import { setTimeout } from 'node:timers/promises'
import { execa } from 'execa'
import type { Promise3, Sighting } from './agreement.ts'
import { HOOK, HOOK_ENVIRONMENT } from './binary.ts'
import type { Place } from './place.ts'

/** What `plan` said about the device of a trial. */
export function readPlan({ directory, device }: Place): Sighting['plan'] {
  const document = readJson<PlanDocument>(`${directory}/plan.json`)
  const found = document?.devices.find(({ path }) => path === device.inside)
  return found === undefined ? undefined : { ...found.usable, strategy: found.strategy }
}

/** What the hook wrote to its log: of several stages, the last. */
export function readLog({ device, caller }: Place): Sighting['log'] {
  const file = `${caller === undefined ? '/run' : `/run/user/${caller.id}`}/oci-device-hook/log.jsonl`
  const lines = [`${file}.1`, file].flatMap((name) => (existsSync(name) ? readFileSync(name, 'utf8').split('\n') : []))
  const records = lines.filter((line) => line.includes(`"${device.inside}"`)).map((line): LogRecord => JSON.parse(line))
  const last = records.at(-1)
  const usable = last?.devices.find(({ path }) => path === device.inside)?.usable
  return last === undefined || usable === undefined ? undefined : { usable, exit: last.exit }
}

/**
 * Asks `verify` about the running container: what it lists, and by its path a node that the container does not have.
 *
 * @param answer What the container's program met.
 * @throws {Error} with what it said when it does not list a node that is there.
 */
export async function askVerify({ directory, device }: Place, answer: string): Promise<Promise3 | undefined> {
  const pid = await readPid(`${directory}/pid`)
  const { devices } = await verify('--pid', pid, ...(answer === 'ENOENT' ? ['--path', device.inside] : []))
  const verdict = devices.find(({ path }) => path === device.inside)?.verdict
  if (verdict === undefined) throw new Error(`verify lists only ${devices.map(({ path }) => path).join(' ')}`)
  return MEANING[verdict]
}

async function verify(...args: readonly string[]): Promise<VerifyDocument> {
  const options = { reject: false, env: HOOK_ENVIRONMENT, extendEnv: false, input: '' } as const
  const { stdout, stderr } = await execa(HOOK, ['verify', '--json', ...args], options)
  if (!stdout.startsWith('{')) throw new Error(`verify says: ${stderr}`)
  return JSON.parse(stdout)
}

/** runc writes the file only after it let the container's program go. */
async function readPid(file: string): Promise<string> {
  const end = performance.now() + MAX_WAIT_MS
  for (;;) {
    const pid = existsSync(file) ? readFileSync(file, 'utf8').trim() : ''
    if (pid !== '') return pid
    if (performance.now() > end) throw new Error(`${file} was not written`)
    await setTimeout(LOOK_MS)
  }
}

const MAX_WAIT_MS = 5000
const LOOK_MS = 5
const MEANING = { usable: true, denied: false, unknown: null } as const

interface PlanDocument {
  readonly devices: readonly {
    readonly path: string
    readonly strategy: string
    readonly usable: { readonly before: Promise3; readonly after: Promise3 }
  }[]
}

interface LogRecord {
  readonly exit: number
  readonly devices: readonly { readonly path: string; readonly usable: Promise3 }[]
}

interface VerifyDocument {
  readonly devices: readonly { readonly path: string; readonly verdict: keyof typeof MEANING }[]
}

function readJson<T>(file: string): T | undefined {
  const text = existsSync(file) ? readFileSync(file, 'utf8') : ''
  return text === '' ? undefined : JSON.parse(text)
}
