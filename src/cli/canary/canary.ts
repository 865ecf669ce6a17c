import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { HookError } from '../../core/errors.ts'
import { isForContainer, type LoggedRun, parseLogLine } from '../../core/report/logged-run.ts'
import { type Answer, lastWords } from '../../shell/doctor/sources.ts'
import { readLog } from '../../shell/linux/log-file.ts'
import { HUNG } from '../run.ts'
import { logSilence } from './log-silence.ts'
import { failure, podman, runtimeVersion } from './podman.ts'
import { exitProgram } from './program.ts'

/** What became of the container that was started only to see whether the hook runs. */
export type Canary =
  | {
      readonly verdict: 'ran'
      /** Name and version, as each says itself: `podman 4.3.1`, `crun 1.8.1`. */
      readonly engine: string
      readonly runtime: string
      readonly stage: string
      /** Of the hook, from the start of its process. */
      readonly milliseconds: number
    }
  /** It ran, and refused the container: the exit code, and what it logged about that. */
  | { readonly verdict: 'failed'; readonly engine: string; readonly exit: number; readonly reason: string }
  /** The container started, or could have, and no line of it is in the log. */
  | { readonly verdict: 'not run'; readonly engine: string; readonly reason: string }
  /** Nothing can be said about the hook. */
  | { readonly verdict: 'unknown'; readonly reason: string; readonly remedy?: string }

/**
 * Starts a container that asks for the hook, with the podman and the configuration of whoever calls this, and looks for
 * what the hook logged about it. Nothing is pulled, no network is set up, and the container is gone afterwards.
 */
export async function runCanary(): Promise<Canary> {
  const program = exitProgram()
  if (program === undefined) return { verdict: 'unknown', reason: `there is no test program for ${process.arch}` }
  const version = await podman('--version')
  if (version === undefined) return { verdict: 'unknown', reason: 'podman is not installed' }
  if (version.code !== 0) return { verdict: 'unknown', reason: `podman ${failure(version)}` }
  const rootfs = mkdtempSync(join(tmpdir(), 'oci-device-hook-canary-'))
  try {
    writeFileSync(join(rootfs, 'canary'), program, { mode: 0o755 })
    return await startIn(rootfs, version.stdout.trim().replace(' version', ''))
  } finally {
    rmSync(rootfs, { recursive: true, force: true })
  }
}

async function startIn(rootfs: string, engine: string): Promise<Canary> {
  const created = await podman('create', ...OPTIONS, '--rootfs', rootfs, '/canary')
  if (created?.code !== 0) return { verdict: 'unknown', reason: `${engine} made no container: ${toldBy(created)}` }
  const id = created.stdout.trim()
  try {
    return await start(id, engine)
  } finally {
    await podman('rm', '--force', id)
  }
}

/**
 * No image, so nothing to pull; no network, which may need more than is installed. Interactive, so that stdin is our pipe:
 * crun before 1.24 would give the host's /dev/null to the container's user.
 */
const OPTIONS = ['--interactive', '--network', 'none', '--annotation', 'oci-device-hook/mode=auto'] as const

async function start(id: string, engine: string): Promise<Canary> {
  const started = await podman('start', '--attach', '--interactive', id)
  const run = lastRunOf(id)
  if (run instanceof HookError)
    return { verdict: 'unknown', reason: run.message, remedy: run.remedy ?? 'oci-device-hook log' }
  if (run !== undefined) return run.exit === 0 ? ran(run, id, engine) : failed(run, engine)
  const silence = logSilence()
  if (silence !== undefined) return { verdict: 'unknown', ...silence }
  if (started?.code !== 0) return { verdict: 'unknown', reason: `${engine} started no container: ${toldBy(started)}` }
  return { verdict: 'not run', engine, reason: 'the container ran, and the log has nothing of it' }
}

async function ran({ stage, ms }: LoggedRun, id: string, engine: string): Promise<Canary> {
  return { verdict: 'ran', engine, runtime: await runtimeVersion(id), stage, milliseconds: ms }
}

function failed({ exit, error }: LoggedRun, engine: string): Canary {
  return { verdict: 'failed', engine, exit, reason: error?.message ?? 'the log has no reason' }
}

function toldBy(answer: Answer | undefined): string {
  if (answer === undefined) return 'podman is gone'
  return answer.code === HUNG ? answer.stderr : lastWords(answer)
}

/** A log that cannot be read proves nothing, and is no reason to show nothing else. */
function lastRunOf(id: string): LoggedRun | HookError | undefined {
  try {
    const runs = (readLog() ?? []).map(parseLogLine)
    return runs.findLast((run) => run !== undefined && isForContainer(run, id))
  } catch (error) {
    if (error instanceof HookError) return error
    throw error
  }
}
