import { fileURLToPath } from 'node:url'
import { execa } from 'execa'

/** Where the build puts the executable. */
export const DIST = fileURLToPath(new URL('../../dist', import.meta.url))

/** A finished command: whether it succeeded, and what it printed on either stream. */
export interface Shown {
  readonly succeeded: boolean
  readonly output: string
}

/** Prints a line of the story. */
export function tell(text = ''): void {
  process.stdout.write(`${text}\n`)
}

/** Prints a heading. */
export function heading(text: string): void {
  tell(process.stdout.isTTY ? `\n\u001b[1m${text}\u001b[0m` : `\n${text}`)
}

/** Runs a line of shell, shown as a person types it, with what it printed beneath. */
export async function show(cwd: string, line: string): Promise<Shown> {
  tell(`$ ${line}`)
  const result = await run(cwd, line)
  if (result.output !== '') tell(result.output.replaceAll(/^/gm, '    '))
  return result
}

/** Runs a line of shell that is not part of the story. @throws {Error} with what it printed when it fails. */
export async function must(cwd: string, line: string): Promise<string> {
  const { succeeded, output } = await run(cwd, line)
  if (!succeeded) throw new Error(`Cannot go on, because \`${line}\` says: ${output}`)
  return output
}

async function run(cwd: string, line: string): Promise<Shown> {
  // stdin is an empty pipe, not /dev/null: crun before 1.24 gives its stdio, and so the host's node, to the user.
  const result = await execa('sh', ['-c', line], {
    cwd,
    all: true,
    reject: false,
    input: '',
    env: { PATH: `${DIST}:${process.env.PATH}:/usr/sbin:/sbin` },
  })
  return { succeeded: !result.failed, output: result.all }
}
