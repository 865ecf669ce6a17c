import type { Output } from '../../src/cli/output/output.ts'
import type { Screen } from '../../src/cli/output/screen.ts'

/** A terminal of 80 columns, as most people have it. */
export const TERMINAL: Screen = { columns: 80, hasColour: false, hasUnicode: true }
export const COLOUR_TERMINAL: Screen = { ...TERMINAL, hasColour: true }

/** An output that remembers. */
export interface RecordedOutput extends Output {
  stdout: string
  stderr: string
  code: number | undefined
}

export function recordedOutput(screen: Screen = TERMINAL): RecordedOutput {
  return {
    stdout: '',
    stderr: '',
    code: undefined,
    colour: 'auto',
    debug: false,
    screen,
    errorScreen: screen,
    progress: (_, work) => work,
    write(text) {
      this.stdout += text
    },
    writeAll(text) {
      this.write(text)
    },
    error(line) {
      this.stderr += `${line}\n`
    },
    exit(code) {
      this.code = code
    },
  }
}
