import { execa } from 'execa'
import { EXIT, HookError } from '../core/errors.ts'
import { quote } from '../core/report/quote.ts'
import { shellQuote } from '../core/report/shell-quote.ts'
import type { VerifyDocument } from '../core/verdict/document.ts'
import type { VerifyRequest } from '../shell/linux/verify-running.ts'
import { type Ask, askEngines } from './engine-answer.ts'

/** Finds the process of a container by its name or id. @throws {HookError} `ERR_PROCESS` when it does not run. */
export async function pidOf(container: string, ask?: Ask): Promise<number> {
  const { engine, pid } = await askEngines(container, ask)
  if (pid > 0) return pid
  const message = `container ${quote(container)}: ${engine} says that it does not run, expected one that does`
  throw new HookError('ERR_PROCESS', EXIT.input, message, { remedy: `oci-device-hook doctor ${shellQuote(container)}` })
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
