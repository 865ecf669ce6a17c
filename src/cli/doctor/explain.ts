import { EXIT, HookError } from '../../core/errors.ts'
import { explain, explainExit } from '../../core/explain/explain.ts'
import { readStdin } from '../../shell/linux/stdin.ts'
import { type Output, writeJson } from '../output/output.ts'
import { renderExplanation } from './render-explanation.ts'

/** Answers `doctor --explain TEXT`; without a text, or with "-", the error is read from stdin. */
export function explainError(text: string | true, isJson: boolean, output: Output): void {
  const explanation = explain(typeof text === 'string' && text !== '-' ? text : readError())
  if (isJson) writeJson(output, explanation)
  else output.write(renderExplanation(explanation, output.screen))
  output.exit(explainExit(explanation))
}

/** A person who is asked nothing at a terminal would wait for ever. */
function readError(): string {
  if (!process.stdin.isTTY) return readStdin(Number.POSITIVE_INFINITY).toString('utf8')
  const message = 'doctor --explain: found a terminal on stdin, expected the text of an error'
  throw new HookError('ERR_STDIN', EXIT.usage, message, {
    remedy: `oci-device-hook doctor --explain "TEXT OF THE ERROR"`,
  })
}
