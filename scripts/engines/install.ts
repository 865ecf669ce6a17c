import { execa } from 'execa'
import { hostFamily } from './family.ts'
import { missing } from './find.ts'
import type { Family, Tool } from './tools.ts'

/** What came of asking for tools: those still missing, and the sentence that says why. */
export interface Installation {
  readonly missing: readonly Tool[]
  readonly remedy?: string
}

/**
 * Installs those of `tools` that are missing, when this is root on a distribution of a known family; says beforehand
 * what it installs. Never throws: without a network the tests that need a tool are skipped, and the others run.
 */
export async function installMissing(tools: readonly Tool[], say: (line: string) => void): Promise<Installation> {
  const wanted = missing(tools)
  const family = hostFamily()
  if (wanted.length === 0) return { missing: [] }
  if (family === undefined) return { missing: wanted, remedy: `Install ${names(wanted)} with your package manager` }
  const commands = installCommands(family, wanted)
  const shown = commands.map((command) => command.join(' ')).join(' && ')
  if (process.getuid?.() !== 0) return { missing: wanted, remedy: `As root: ${shown}` }
  say(`Installing ${names(wanted)}: ${shown}`)
  const failure = await runAll(commands)
  const left = missing(tools)
  return left.length === 0
    ? { missing: [] }
    : { missing: left, remedy: `${shown}: ${failure ?? 'brought no such program'}` }
}

/** The commands that install `tools`, as a person would type them. */
export function installCommands(family: Family, tools: readonly Tool[]): string[][] {
  const packages = [...new Set(tools.map((tool) => tool.packages[family]))]
  if (family === 'fedora') return [['dnf', 'install', '-y', ...packages]]
  return [
    ['apt-get', 'update'],
    ['apt-get', 'install', '-y', '--no-install-recommends', ...packages],
  ]
}

function names(tools: readonly Tool[]): string {
  return tools.map((tool) => tool.command).join(', ')
}

async function runAll(commands: readonly string[][]): Promise<string | undefined> {
  for (const [program = '', ...args] of commands) {
    const result = await execa(program, args, {
      all: true,
      reject: false,
      stdin: 'ignore',
      env: { DEBIAN_FRONTEND: 'noninteractive' },
    })
    if (result.failed) return result.all.split('\n').slice(-3).join(' ')
  }
  return undefined
}
