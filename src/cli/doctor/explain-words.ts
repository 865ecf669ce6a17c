import type { Command } from 'commander'

/**
 * Errors may begin with a dash ("-????????? ? ?" is ls under SELinux), and commander takes such a word for an option. The
 * word behind `--explain` is its text, unless it is an option that there is; behind `--` it is the text whatever it is.
 */
export function joinExplainText(argv: readonly string[], doctor: Command): string[] {
  const at = argv.indexOf('--explain')
  if (at < 0 || !argv.slice(0, at).includes(doctor.name())) return [...argv]
  const words = argv[at + 1] === '--' ? 2 : 1
  const text = argv[at + words]
  if (text === undefined || (words === 1 && (!text.startsWith('-') || text === '-' || isOption(text, doctor))))
    return [...argv]
  return [...argv.slice(0, at), `--explain=${text}`, ...argv.slice(at + words + 1)]
}

function isOption(word: string, doctor: Command): boolean {
  const known = [...doctor.options, ...(doctor.parent?.options ?? [])].flatMap(({ long, short }) => [long, short])
  return ['--help', '-h', ...known].includes(word.split('=')[0])
}
