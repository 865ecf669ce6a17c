import { execa } from 'execa'
import { valueAt } from '../core/doctor/value-at.ts'
import { EXIT, HookError } from '../core/errors.ts'
import type { VerifyDocument } from '../core/verdict/document.ts'
import type { VerifyRequest } from '../shell/linux/verify-running.ts'
import { run } from './run.ts'

/** How each engine is asked for the pid of a container: command, and where the answer stands in its JSON. */
const QUESTIONS = [
  { command: 'podman', args: ['container', 'inspect'], pid: ['0', 'State', 'Pid'] },
  { command: 'crun', args: ['state'], pid: ['pid'] },
  { command: 'runc', args: ['state'], pid: ['pid'] },
] as const

/** Finds the process of a container by its name or id. @throws {HookError} `ERR_PROCESS` when no engine runs it. */
export async function pidOf(container: string): Promise<number> {
  for (const { command, args, pid } of QUESTIONS) {
    const answer = await run(command, [...args, '--', container])
    const found = answer?.code === 0 ? pidIn(valueAt(parse(answer.stdout), ...pid)) : undefined
    if (found !== undefined) return found
  }
  const message = `container ${container}: found none that runs, asked podman, crun and runc`
  throw new HookError('ERR_PROCESS', EXIT.input, message, { remedy: 'name a process of it with --pid' })
}

/** Asks in a process of its own, which may join the cgroup of the container. */
export async function askAgain({ pid, uid, gid, noGroups, paths }: VerifyRequest): Promise<VerifyDocument> {
  const ids = [...(uid === undefined ? [] : ['--uid', `${uid}`]), ...(gid === undefined ? [] : ['--gid', `${gid}`])]
  const where = paths.length === 0 ? [] : ['--path', ...paths]
  const args = [
    'verify',
    '--pid',
    `${pid}`,
    '--json',
    '--open',
    '--in-place',
    ...ids,
    ...(noGroups ? ['--no-groups'] : []),
    ...where,
  ]
  const { stdout, stderr, exitCode } = await execa(process.execPath, args, { reject: false })
  if (exitCode !== undefined && exitCode <= 2) return JSON.parse(stdout) as VerifyDocument
  throw new HookError('ERR_PROCESS', EXIT.input, stderr.replace(/^oci-device-hook: /, '') || 'verify --open was ended')
}

/** undefined for what is no pid, such as the 0 of a container that does not run. */
function pidIn(value: unknown): number | undefined {
  return typeof value === 'number' && value > 0 ? value : undefined
}

function parse(stdout: string): unknown {
  try {
    return JSON.parse(stdout)
  } catch {
    return undefined
  }
}
