import { whyFailed } from '../../../core/doctor/failed-run.ts'
import { EXIT, HookError } from '../../../core/errors.ts'
import { isForContainer, type LoggedRun, parseLogLine } from '../../../core/report/logged-run.ts'
import { printable, quote } from '../../../core/report/quote.ts'
import { shellQuote } from '../../../core/report/shell-quote.ts'
import { readLog } from '../../../shell/linux/log-file.ts'
import type { EngineAnswer } from '../../engine-answer.ts'

/** Of a container without a config.json: it was never started, or the hook let no start of it happen. */
export function neverStarted({ id, configPaths }: EngineAnswer, container: string): HookError {
  const run = lastRunOf(id)
  if (run !== undefined && run.exit !== 0) return refused(run, container)
  const places = configPaths.join(', ') || 'any place'
  const message = `container ${quote(container)}: found no config.json in ${places}, expected one that was started`
  return new HookError('ERR_CONFIG', EXIT.input, message, { remedy: `podman start ${shellQuote(container)}` })
}

/** The log is read back from a file: what it says is shown as somebody else's text. */
function refused(run: LoggedRun, container: string): HookError {
  const { reason, remedy } = whyFailed(run)
  const when = `at ${run.time.slice(0, 19).replace('T', ' ')} UTC`
  const message = `container ${quote(container)}: the hook refused its last start, ${when}, exit ${run.exit}: ${reason}`
  return new HookError('ERR_CONFIG', EXIT.denied, printable(message, MAX_TEXT), {
    remedy: remedy ?? `oci-device-hook log ${shellQuote(container)}`,
  })
}

const MAX_TEXT = 2000

function lastRunOf(id: string): LoggedRun | undefined {
  const runs = (readLog() ?? []).map(parseLogLine)
  return id === '' ? undefined : runs.findLast((run) => run !== undefined && isForContainer(run, id))
}
