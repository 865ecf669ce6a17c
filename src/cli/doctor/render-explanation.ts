import type { ExplainedSymptom, Explanation } from '../../core/explain/explain.ts'
import type { Remedy } from '../../core/explain/symptom.ts'
import { paint, type Screen } from '../output/screen.ts'
import { indented } from '../output/wrap.ts'

/** What was recognised, and what to do about it, in the order of how much it says. */
export function renderExplanation({ symptoms, leftOut }: Explanation, screen: Screen): string {
  const note = leftOut === 0 ? '' : `${indented(`The first ${leftOut} characters ${LEFT_OUT}`, '', screen.columns)}\n`
  if (symptoms.length === 0) return `${note}${indented(NOTHING, '', screen.columns)}`
  return `${note}${symptoms.map((symptom) => renderSymptom(symptom, screen)).join('\n')}`
}

const LEFT_OUT = 'were left out: only the end of so long a text is read. Give it a part, such as the output of tail.'

const NOTHING =
  'This is not an error that doctor knows. Run "oci-device-hook doctor" for this host, or "oci-device-hook doctor ' +
  'CONTAINER" for a container.'

function renderSymptom({ code, layer, meaning, remedies }: ExplainedSymptom, screen: Screen): string {
  const head = `${paint(screen, 'heading', code)}  layer: ${paint(screen, 'warn', layer)}\n`
  const steps = remedies.map((remedy) => renderRemedy(remedy, screen))
  return `${head}\n${indented(meaning, '  ', screen.columns)}\n${steps.join('')}`
}

/** A command stays on one line, so that it can be pasted. */
function renderRemedy({ does, command }: Remedy, screen: Screen): string {
  const shown = command === undefined ? '' : `      ${paint(screen, 'command', command)}\n`
  return `${listed(does, screen.columns)}${shown}`
}

/** Further lines begin where the first does, behind the dash. */
function listed(text: string, columns: number): string {
  return indented(text, '    ', columns).replace(/^ {4}/, '  - ')
}
