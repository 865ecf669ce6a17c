import { whyFailed } from '../../../core/doctor/failed-run.ts'
import { type Finding, ok, unknown, warn } from '../../../core/doctor/finding.ts'
import { type LoggedRun, parseLogLine } from '../../../core/report/logged-run.ts'
import { check } from '../check.ts'
import { isClosed } from '../closed.ts'
import type { Sources, Subject } from '../sources.ts'

interface Facts {
  readonly who: string
  /** A log that is there and cannot be read. */
  readonly closed: string | undefined
  readonly last: LoggedRun | undefined
}

/** Whether the hook ran at all since the host was started: what tells "never ran" from "ran and could not help". */
export const log = check('log', gather, (all) => all.map(judge))

function gather(sources: Sources, { isRoot, user }: Subject): Facts[] {
  const at = (who: string, directory: string) => ({ who, ...lookAt(sources, `${directory}/oci-device-hook`) })
  return [
    ...(isRoot ? [at('root', '/run')] : []),
    ...(user === undefined ? [] : [at(user.name, `/run/user/${user.uid}`)]),
  ]
}

function lookAt(sources: Sources, directory: string): Omit<Facts, 'who'> {
  const path = `${directory}/log.jsonl`
  const text = sources.read(path)
  if (text === undefined) return { last: undefined, closed: isClosed(sources, path) ? path : undefined }
  return { last: parseLogLine(text.trimEnd().split('\n').at(-1) ?? ''), closed: undefined }
}

function judge({ who, closed, last }: Facts): Finding {
  if (closed !== undefined) {
    const problem = {
      found: `${closed} cannot be read`,
      expected: `the log of ${who}`,
      remedy: `sudo namei -l ${closed}`,
    }
    return unknown({ code: 'LOG_CLOSED', ...problem })
  }
  if (last === undefined) return ok('LOG', `the hook has run for no container of ${who} since the host was started`)
  const what = `the last run for a container of ${who}, ${last.stage} at ${last.time}, ended with ${last.exit}`
  if (last.exit === 0) return ok('LOG', what)
  const { reason } = whyFailed(last)
  return warn({
    code: 'LOG_LAST_FAILED',
    found: `${what}: ${reason}`,
    expected: 'exit 0',
    remedy: 'oci-device-hook log',
  })
}
