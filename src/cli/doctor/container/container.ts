import { containerDocument } from '../../../core/doctor/container/document.ts'
import { printable } from '../../../core/report/quote.ts'
import { verdictExit } from '../../../core/verdict/document.ts'
import { type Output, writeJson } from '../../output/output.ts'
import { gatherContainer } from './gather.ts'
import { renderContainer } from './render-container.ts'

/** Answers `doctor CONTAINER`. Exit 0: every device is usable, 1: some are not, 2: some could not be told. */
export async function examineContainer(name: string, isJson: boolean, output: Output): Promise<void> {
  const facts = await output.progress(`looking at ${printable(name)}`, gatherContainer(name))
  const document = containerDocument(facts)
  if (isJson) writeJson(output, document)
  else output.write(renderContainer(document, output.screen))
  output.exit(verdictExit(document))
}
