import { type Comparison, holds, type Judgement, type Sighting } from './agreement.ts'
import { AXES, type Cell, idOf } from './axes.ts'

/** A trial with what was made of it. */
export interface Judged {
  readonly seen: Sighting
  readonly judgement: Judgement
}

type Subject = 'plan' | 'verify' | 'log'
const SUBJECTS: readonly Subject[] = ['plan', 'verify', 'log']

/** One line for each engine and situation: trials, what the containers met, and how the hook's words compare. */
export function tableOf(judged: readonly Judged[]): string {
  const rows = AXES.engine.flatMap((engine) =>
    AXES.situation.map((situation) => {
      const some = judged.filter(
        ({ seen: { trial } }) => trial.cell.engine === engine && trial.cell.situation === situation,
      )
      return some.length === 0 ? [] : [row(`${engine} ${situation}`, some)]
    }),
  )
  return [HEAD, ...rows.flat(), row('all', judged)].join('\n')
}

const HEAD = [
  ''.padEnd(22),
  ...['cells', 'opened', 'closed', 'stopped'].map((word) => word.padStart(8)),
  ...SUBJECTS.map((subject) => `${subject} ok/null/wrong`.padStart(21)),
].join('')

function row(name: string, judged: readonly Judged[]): string {
  const count = (fits: (each: Judged) => boolean) => judged.filter(fits).length
  const numbers = [
    judged.length,
    count(({ seen }) => seen.answer === 'opened'),
    count(({ seen }) => seen.answer !== undefined && seen.answer !== 'opened'),
    count(({ seen }) => seen.answer === undefined),
  ]
  const compared = SUBJECTS.map((subject) => {
    const as = (comparison: Comparison) => count(({ judgement }) => judgement[subject] === comparison)
    return `${as('agrees')}/${as('unknown')}/${as('disagrees')}`.padStart(21)
  })
  return [name.padEnd(22), ...numbers.map((number) => String(number).padStart(8)), ...compared].join('')
}

/** What one failed trial showed, and the command that shows it again. */
export function failureOf({ seen, judgement }: Judged): string {
  const { trial, answer, plan, verify, log } = seen
  const promised = trial.hooked ? plan?.after : plan?.before
  const words = [
    `plan ${show(promised)} (${plan?.strategy ?? '-'})`,
    `verify ${show(verify)}`,
    `log ${show(log?.usable)}`,
  ]
  const lines = [`${answer ?? 'never ran'}, but ${words.join(', ')}`, ...judgement.problems]
  return [
    `DISAGREES ${idOf(trial)}`,
    ...lines.map((line) => `  ${line}`),
    `  node scripts/matrix.ts --cell ${idOf(trial)}`,
  ].join('\n')
}

function show(word: boolean | null | undefined): string {
  return word === undefined ? '-' : String(word)
}

/** Of the controls, how many were refused where the same container with the hook is served. */
export function differenceMade(judged: readonly Judged[]): {
  readonly controls: number
  readonly refusedWithout: number
} {
  const controls = judged.filter(({ seen }) => !seen.trial.hooked)
  const served = new Set(
    judged.filter(({ seen }) => seen.trial.hooked && seen.answer === 'opened').map(({ seen }) => cellId(seen)),
  )
  const refused = controls.filter(({ seen }) => seen.answer !== 'opened' && served.has(cellId(seen)))
  return { controls: controls.length, refusedWithout: refused.length }
}

/** Anchors that did not come out as they must: refused without the hook and served with it. */
export function dragging(judged: readonly Judged[], fixed: readonly Cell[]): string[] {
  const answers = new Map(judged.map(({ seen }) => [idOf(seen.trial), seen.answer]))
  return fixed.flatMap((cell) => {
    const [served, refused] = [true, false].map((hooked) => idOf({ cell, hooked }))
    const holds = answers.get(served ?? '') === 'opened' && answers.get(refused ?? '') === 'EACCES'
    return holds || served === undefined ? [] : [served]
  })
}

export function failures(judged: readonly Judged[]): Judged[] {
  return judged.filter(({ judgement }) => !holds(judgement))
}

function cellId({ trial }: Sighting): string {
  return idOf({ cell: trial.cell, hooked: true })
}
