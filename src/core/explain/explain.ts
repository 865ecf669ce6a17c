import { deviceIn } from './device.ts'
import { matches, weight } from './match.ts'
import type { ExplainLayer, Remedy, Symptom } from './symptom.ts'
import { SYMPTOMS } from './symptoms/symptoms.ts'

/** The JSON of `doctor --explain --json`. Fields may be added; `version` changes when one is renamed or removed. */
export interface Explanation {
  readonly version: 1
  /** The device that the text names; null where it names none. */
  readonly device: string | null
  /** What was recognised, the most telling first; empty when nothing was. */
  readonly symptoms: readonly ExplainedSymptom[]
}

export interface ExplainedSymptom {
  readonly code: string
  readonly layer: ExplainLayer
  readonly meaning: string
  readonly remedies: readonly Remedy[]
}

/** More is no error message but a log; its beginning is read. */
export const MAX_TEXT = 65_536

/** Recognises the errors in a text, and says of each which layer it comes from and what to do. */
export function explain(text: string): Explanation {
  const read = text.slice(0, MAX_TEXT)
  const device = deviceIn(read)
  const lower = read.toLowerCase()
  const found = SYMPTOMS.flatMap((symptom) => {
    const fixed = symptom.patterns.filter((pattern) => matches(lower, pattern)).map(weight)
    return fixed.length === 0 ? [] : [{ symptom, weight: Math.max(...fixed) }]
  }).sort((a, b) => b.weight - a.weight)
  const shown = mostTelling(found.map(({ symptom }) => symptom))
  return { version: 1, device: device ?? null, symptoms: shown.map((symptom) => explained(symptom, device)) }
}

/** Exit codes of `doctor --explain`: recognised, or not. */
export function explainExit({ symptoms }: Explanation): 0 | 1 {
  return symptoms.length === 0 ? 1 : 0
}

function mostTelling(found: readonly Symptom[]): readonly Symptom[] {
  const decisive = found.filter(({ isDecisive }) => isDecisive)
  if (decisive.length > 0) return decisive
  const telling = found.filter(({ isGeneral }) => !isGeneral)
  return telling.length > 0 ? telling : found
}

function explained({ code, layer, meaning, remedies }: Symptom, device: string | undefined): ExplainedSymptom {
  const shown = remedies.map(({ does, command }) =>
    command === undefined ? { does } : { does, command: command.replaceAll('{device}', device ?? '/dev/DEVICE') },
  )
  return { code, layer, meaning, remedies: shown }
}
