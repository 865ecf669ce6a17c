import type { Finding } from '../../core/doctor/finding.ts'
import type { Sources, Subject } from './sources.ts'

/** One thing that doctor looks at. */
export interface Check {
  readonly name: string
  readonly look: (sources: Sources, subject: Subject) => Promise<readonly Finding[]>
}

/**
 * A check in its two halves: `facts` asks the system and decides nothing, `judge` decides and asks nothing.
 *
 * @param name One word, for people and programs.
 */
export function check<Facts>(
  name: string,
  facts: (sources: Sources, subject: Subject) => Facts | Promise<Facts>,
  judge: (facts: Facts) => readonly Finding[],
): Check {
  return { name, look: async (sources, subject) => judge(await facts(sources, subject)) }
}
