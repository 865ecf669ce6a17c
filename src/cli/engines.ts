import { execa } from 'execa'
import { EXIT, HookError } from '../core/errors.ts'
import type { VerifyDocument } from '../core/verdict/document.ts'
import type { VerifyRequest } from '../shell/linux/verify-running.ts'

/** How each engine is asked for the pid of a container: command, and where the answer stands in its JSON. */
const QUESTIONS = [
  { command: 'podman', args: ['container', 'inspect'], pid: (answer: unknown) => inspectedPid(answer) },
  { command: 'crun', args: ['state'], pid: (answer: unknown) => pidIn(answer, 'pid') },
  { command: 'runc', args: ['state'], pid: (answer: unknown) => pidIn(answer, 'pid') },
] as const

/** Finds the process of a container by its name or id. @throws {HookError} `ERR_PROCESS` when no engine runs it. */
export async function pidOf(container: string): Promise<number> {
  for (const { command, args, pid } of QUESTIONS) {
    const { exitCode, stdout } = await execa(command, [...args, '--', container], { reject: false })
    const found = exitCode === 0 ? pid(JSON.parse(stdout)) : undefined
    if (found !== undefined && found > 0) return found
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

function inspectedPid(answer: unknown): number | undefined {
  const [container] = Array.isArray(answer) ? (answer as unknown[]) : []
  const state =
    typeof container === 'object' && container !== null && 'State' in container ? container.State : undefined
  return pidIn(state, 'Pid')
}

function pidIn(value: unknown, key: string): number | undefined {
  const found = typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[key] : undefined
  return typeof found === 'number' ? found : undefined
}
