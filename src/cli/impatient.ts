import type { Answer } from '../shell/doctor/sources.ts'
import type { Ask } from './engine-answer.ts'
import { HUNG } from './run.ts'

/** Asks, but a program that hung once not again: each further question would take as long, and end as that one did. */
export function impatient(ask: Ask): Ask {
  const hung = new Map<string, Answer>()
  return async (program, args) => {
    const before = hung.get(program)
    if (before !== undefined) return before
    const answer = await ask(program, args)
    if (answer?.code === HUNG) hung.set(program, answer)
    return answer
  }
}
