import { EXIT, HookError } from '../../core/errors.ts'
import type { Conflict } from '../../core/install/steps.ts'
import { printable } from '../../core/report/quote.ts'
import { shellQuote } from '../../core/report/shell-quote.ts'
import { savedPath } from '../../shell/install/force.ts'
import type { LeftOver } from '../../shell/install/left-over.ts'

/** Nothing is changed while one file is in doubt: half an installation is worse than the one that was there. */
export function conflictError(conflicts: readonly Conflict[]): HookError {
  const found = conflicts.map(({ path, found }) => `${path}: found ${found}`).join('; ')
  const remedy = conflicts.every(({ isChanged }) => isChanged)
    ? `undo the change, or run it again with --force, which keeps it as ${savedPath(conflicts[0]?.path ?? 'FILE')}`
    : 'move it away, and run the same command again'
  return new HookError('ERR_INSTALL', EXIT.configuration, `${found}; nothing was changed`, { remedy })
}

/** Files of an installation that is in force, without the record that says what was there before. */
export function recordLost({ configuration, files }: LeftOver, state: string): HookError {
  const found = [...configuration, ...files].map((path) => printable(path)).join(', ')
  const message = `found no record in ${state}, and files of an installation: ${found}`
  const edited = configuration.filter((path) => !path.endsWith('/oci-device-hook.conf'))
  const ours = [...configuration.filter((path) => !edited.includes(path)), ...files]
  const first = edited.length === 0 ? '' : `take our directory out of hooks_dir in ${edited.join(', ')}, then `
  const remedy = `${first}rm -- ${ours.map(shellQuote).join(' ')}`
  return new HookError('ERR_INSTALL', EXIT.configuration, message, { remedy })
}

/** What the system refuses while files are read or written is no fault of this program. */
export async function withSystemErrors(work: Promise<void>): Promise<void> {
  try {
    await work
  } catch (error) {
    throw systemError(error)
  }
}

/** Names the file that the system did not let us read or change, and says how to complete what was begun. */
export function systemError(cause: unknown): unknown {
  const { code, path, dest, syscall } = cause as NodeJS.ErrnoException & { dest?: string }
  if (cause instanceof HookError || code === undefined || path === undefined) return cause
  const remedy = REMEDY[code] ?? 'mend that, and run the same command again: it goes on where it stopped'
  return new HookError('ERR_INSTALL', EXIT.configuration, `${dest ?? path}: ${syscall} answers ${code}`, {
    cause,
    remedy,
  })
}

const REMEDY: Readonly<Record<string, string>> = {
  EACCES: 'see who may with namei -l and that path, mend it, and run the same command again',
  EROFS: 'this file system is read-only: choose another place with --prefix, such as /usr/local or /var/opt',
  ENOSPC: 'make room for 120 MB, and run the same command again: it goes on where it stopped',
}
