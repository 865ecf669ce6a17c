import { whyFailed } from '../../../core/doctor/failed-run.ts'
import { type Finding, ok, warn } from '../../../core/doctor/finding.ts'
import { type LoggedRun, parseLogLine } from '../../../core/report/logged-run.ts'
import { check } from '../check.ts'
import type { Sources, Subject } from '../sources.ts'

interface Facts {
  readonly who: string
  readonly last: LoggedRun | undefined
}

/** Whether the hook ran at all since the host was started: what tells "never ran" from "ran and could not help". */
export const log = check('log', gather, (all) => all.map(judge))

function gather(sources: Sources, { isRoot, user }: Subject): Facts[] {
  const at = (who: string, directory: string) => ({
    who,
    last: lastRun(sources, `${directory}/oci-device-hook/log.jsonl`),
  })
  return [
    ...(isRoot ? [at('root', '/run')] : []),
    ...(user === undefined ? [] : [at(user.name, `/run/user/${user.uid}`)]),
  ]
}

function lastRun(sources: Sources, path: string): LoggedRun | undefined {
  const lines = (sources.read(path) ?? '').trimEnd().split('\n')
  return parseLogLine(lines.at(-1) ?? '')
}

function judge({ who, last }: Facts): Finding {
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
