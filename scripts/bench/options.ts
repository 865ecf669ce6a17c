import { Command, InvalidArgumentError, Option } from 'commander'

/** What to measure and where to put it. */
export interface Options {
  readonly only: readonly string[]
  readonly effort: number
  readonly seed: number
  readonly json?: string
  readonly docs: boolean
}

/** Names of the benchmarks, in the order in which they run. */
export const BENCHES = ['start', 'container', 'scale', 'load', 'memory', 'cdi', 'node'] as const

/** @returns the options; help and mistakes end the process. */
export function parseOptions(argv: readonly string[]): Options {
  const program = new Command('npm run bench --')
    .description('Measures the hook beside its rivals, interleaved, and prints ratios.')
    .addOption(new Option('--only <names...>', 'some of the benchmarks').choices(BENCHES).default([...BENCHES], 'all'))
    .addOption(new Option('--effort <part>', 'part of the full number of rounds').default(1).argParser(part))
    .addOption(new Option('--seed <number>', 'order of the rounds').default(1).argParser(Number))
    .option('--json <file>', 'write the figures to a file')
    .option('--docs', 'write the tables and charts into docs/performance.md', false)
    .addOption(new Option('--inside <directory>').hideHelp())
  return program.parse(argv, { from: 'user' }).opts<Options>()
}

function part(text: string): number {
  const value = Number(text)
  if (value > 0 && value <= 1) return value
  throw new InvalidArgumentError('Expected a number above 0, up to 1.')
}
