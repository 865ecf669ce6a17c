import { deviceIn } from './device.ts'
import { matches, weight } from './match.ts'
import type { ExplainLayer, Remedy, Symptom } from './symptom.ts'
import { SYMPTOMS } from './symptoms/symptoms.ts'
import { windowsOf } from './windows.ts'

/** The JSON of `doctor --explain --json`. Fields may be added; `version` changes when one is renamed or removed. */
export interface Explanation {
  readonly version: 1
  /** The device that the text names; null where it names none. */
  readonly device: string | null
  /** What was recognised, the most telling first; empty when nothing was. */
  readonly symptoms: readonly ExplainedSymptom[]
  /** Characters at the beginning of the text that were not read: it was too long. */
  readonly leftOut: number
}

export interface ExplainedSymptom {
  readonly code: string
  readonly layer: ExplainLayer
  readonly meaning: string
  readonly remedies: readonly Remedy[]
}

/** More is a log of days. Its end is read: what keeps a container from starting is said last. */
export const MAX_TEXT = 2 ** 20

/** Recognises the errors in a text, and says of each which layer it comes from and what to do. */
export function explain(text: string): Explanation {
  const read = endOf(text)
  const windows = windowsOf(read).map((window) => ({ window, lower: window.toLowerCase() }))
  const found = SYMPTOMS.flatMap((symptom) =>
    windows
      .flatMap((one) => foundIn(symptom, one))
      .sort(byWeight)
      .slice(0, 1),
  )
  const shown = mostTelling(found.sort(byWeight))
  const device = shown.map(({ window }) => deviceIn(window)).find(Boolean) ?? deviceIn(read)
  const symptoms = shown.map(({ symptom }) => explained(symptom, device))
  return { version: 1, device: device ?? null, symptoms, leftOut: text.length - read.length }
}

/** Whole lines, unless there is but one. */
function endOf(text: string): string {
  if (text.length <= MAX_TEXT) return text
  const end = text.slice(-MAX_TEXT)
  return end.slice(end.indexOf('\n') + 1)
}

/** Exit codes of `doctor --explain`: recognised, or not. */
export function explainExit({ symptoms }: Explanation): 0 | 1 {
  return symptoms.length === 0 ? 1 : 0
}

/** A symptom, how much of it is fixed text, and where it was found. */
interface Found {
  readonly symptom: Symptom
  readonly weight: number
  readonly window: string
}

function foundIn(symptom: Symptom, { window, lower }: { readonly window: string; readonly lower: string }): Found[] {
  const fixed = symptom.patterns.filter((pattern) => matches(lower, pattern)).map(weight)
  return fixed.length === 0 ? [] : [{ symptom, window, weight: Math.max(...fixed) }]
}

function byWeight(one: Found, other: Found): number {
  return other.weight - one.weight
}

function mostTelling(found: readonly Found[]): readonly Found[] {
  const decisive = found.filter(({ symptom }) => symptom.isDecisive)
  if (decisive.length > 0) return decisive
  const telling = found.filter(({ symptom }) => !symptom.isGeneral)
  return telling.length > 0 ? telling : found
}

function explained({ code, layer, meaning, remedies }: Symptom, device: string | undefined): ExplainedSymptom {
  const shown = remedies.map(({ does, command }) =>
    command === undefined ? { does } : { does, command: command.replaceAll('{device}', device ?? '/dev/DEVICE') },
  )
  return { code, layer, meaning, remedies: shown }
}
