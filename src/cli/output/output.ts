import { writeConfig, writeStderr, writeStdout } from '../../shell/linux/stdio.ts'
import { type ColourChoice, wantsColour } from './colour.ts'
import { withProgress } from './progress.ts'
import type { Screen } from './screen.ts'

/** Where a command writes, and how it ends. Tests give one that remembers. */
export interface Output {
  /** The answer itself: stdout. */
  write(text: string): void
  /** The answer where nothing else comes of the command: then a stdout that is closed is an error, too. */
  writeAll(text: string): void
  /** A line beside the answer: stderr. */
  error(line: string): void
  exit(code: number): void
  /** Waits for `work`; a person at a terminal sees what is waited for. */
  progress<T>(what: string, work: Promise<T>): Promise<T>
  /** What stdout is shown on. */
  readonly screen: Screen
  /** What stderr is shown on. */
  readonly errorScreen: Screen
  /** The option `--color`. */
  colour: ColourChoice
  /** The option `--debug`: show where an error comes from. */
  debug: boolean
}

export const standardOutput: Output = {
  write: (text) => writeStdout(Buffer.from(text)),
  writeAll: (text) => writeConfig(Buffer.from(text)),
  error: writeStderr,
  exit: (code) => {
    process.exitCode = code
  },
  progress: (what, work) => withProgress(what, work, process.stderr),
  get screen() {
    return screenOf(process.stdout, this.colour)
  },
  get errorScreen() {
    return screenOf(process.stderr, this.colour)
  },
  colour: 'auto',
  debug: false,
}

/** Prints a document of `--json`: indented, for people read it too. */
export function writeJson(output: Output, document: unknown): void {
  output.write(`${JSON.stringify(document, undefined, 2)}\n`)
}

function screenOf(stream: NodeJS.WriteStream, colour: ColourChoice): Screen {
  const { env } = process
  return { columns: columnsOf(stream), hasColour: wantsColour(colour, stream, env), hasUnicode: isUtf8(env) }
}

/** A pipe has no width, unless somebody says one as shells do. */
function columnsOf({ isTTY, columns }: NodeJS.WriteStream): number {
  const told = Number(process.env.COLUMNS)
  if (Number.isInteger(told) && told > 0) return told
  return isTTY && columns > 0 ? columns : Number.POSITIVE_INFINITY
}

/** The first that is set counts (locale(7)). */
function isUtf8({ LC_ALL, LC_CTYPE, LANG }: NodeJS.ProcessEnv): boolean {
  return /utf-?8/i.test(LC_ALL || LC_CTYPE || LANG || '')
}
