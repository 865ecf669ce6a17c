import type { Circumstances } from '../../core/plan/case.ts'
import type { Decision } from '../../core/plan/decision.ts'
import type { Outcome } from '../../core/report/outcome.ts'
import type { RecordedDevice } from '../../core/report/record.ts'
import { boundedSentences, ignoredSentence, problemSentence } from '../../core/report/sentence.ts'
import type { Asking, StageResult } from './result.ts'

/** A stage that came to decisions. */
export function decided(
  { container, asked, ignored }: Asking,
  { who, policy }: Circumstances,
  decisions: readonly Decision<unknown>[],
  { problems, exit }: Outcome,
): Omit<StageResult, 'output'> {
  const devices = decisions.map(({ path, strategy, reason, remedy, usable }) => ({
    path,
    strategy,
    reason,
    ...(remedy === undefined ? {} : { remedy }),
    usable: usable.after,
  }))
  const not = ignored.length === 0 ? {} : { ignored }
  const recorded = [...devices, ...absent(decisions, problems)]
  const log = { container, asked, ...not, user: `${who.uid}:${who.gid}`, devices: recorded, error: undefined }
  const sentences = boundedSentences([...ignored.map(ignoredSentence), ...problems.map(problemSentence)])
  return { sentences, exit, log, logging: policy.log }
}

/** Devices that nothing was decided about, because the container does not have them: the log must say what stopped it. */
function absent(decisions: readonly Decision<unknown>[], problems: Outcome['problems']): RecordedDevice[] {
  const missing = problems.filter(({ path }) => !decisions.some((decision) => decision.path === path))
  return missing.map(({ path, reason, remedy }) => {
    return { path, strategy: 'refuse', reason, ...(remedy === undefined ? {} : { remedy }), usable: false }
  })
}
