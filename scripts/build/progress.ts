import { statSync } from 'node:fs'
import { basename } from 'node:path'

/** Takes one line of progress, without its line end. */
export type Print = (line: string) => void

/** @returns A Print that writes each line to `stream`. */
export function printTo(stream: NodeJS.WritableStream): Print {
  return (line) => {
    stream.write(`${line}\n`)
  }
}

/** One aligned line: what a step made, and its size in bytes shown as kB or MB (powers of ten, as disk sizes are). */
export function step(name: string, what: string, bytes: number): string {
  return `  ${name.padEnd(10)} ${what.padEnd(34)} ${humanSize(bytes).padStart(9)}`
}

/** The line of a step that wrote a file. */
export function wrote(name: string, path: string): string {
  return step(name, basename(path), statSync(path).size)
}

function humanSize(bytes: number): string {
  return bytes < 1e6 ? `${(bytes / 1e3).toFixed(1)} kB` : `${(bytes / 1e6).toFixed(1)} MB`
}
