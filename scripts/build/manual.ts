import { execFileSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { completionScript } from '../../src/cli/completion/completion.ts'
import { createProgram } from '../../src/cli/program.ts'
import { commandPage } from './man/command-page.ts'
import { policyPage } from './man/policy-page.ts'
import type { Product } from './product.ts'
import { type Print, wrote } from './progress.ts'
import { root } from './repository.ts'

/** Writes the manual pages and the completion scripts: what is made of the commands, and lies beside the executable. */
export function writeManual(out: string, { version }: Product, print: Print): void {
  const program = createProgram()
  const about = { version, date: dateOfSource() }
  const files = {
    'man/oci-device-hook.1': commandPage(program, about),
    'man/oci-device-hook-policy.toml.5': policyPage(about),
    'completions/oci-device-hook.bash': completionScript('bash', program),
    'completions/_oci-device-hook': completionScript('zsh', program),
    'completions/oci-device-hook.fish': completionScript('fish', program),
  }
  for (const directory of ['man', 'completions']) mkdirSync(join(out, directory), { recursive: true })
  for (const [name, text] of Object.entries(files)) {
    writeFileSync(join(out, name), text)
    print(wrote(name.endsWith('1') || name.endsWith('5') ? 'manual' : 'completion', join(out, name)))
  }
}

/** The day of the commit, so that the same source gives the same page; of an archive without git, as its packager says. */
function dateOfSource(): string {
  const seconds = process.env.SOURCE_DATE_EPOCH ?? commitTime()
  return new Date(Number(seconds) * 1000).toISOString().slice(0, 10)
}

function commitTime(): string {
  try {
    const args = ['-C', root, 'log', '-1', '--format=%ct']
    return execFileSync('git', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim()
  } catch {
    return '0' // No git, no commit: a date that nobody takes for one.
  }
}
