import type { Command, Option } from 'commander'
import { COMMON_EXIT_CODES, type Manual, manualOf } from '../../../src/cli/manual.ts'
import { example, item, paragraph, type Roff, section, subsection, title } from './roff.ts'

/** oci-device-hook(1), of what `--help` shows. */
export function commandPage(program: Command, { date, version }: { date: string; version: string }): string {
  const all = program.commands.flatMap(withInner)
  const lines: Roff = [
    title('oci-device-hook', 1, date, version),
    ...section('NAME', [`oci\\-device\\-hook \\- make host devices usable by the non\\-root user of a container`]),
    ...section('SYNOPSIS', ...all.map(({ path, command }) => ['.PP', bold(path, usageOf(command))])),
    ...section('DESCRIPTION', paragraph(program.description()), paragraph(ENGINES)),
    ...section('OPTIONS', ...optionItems(program)),
    ...section('COMMANDS', ...all.map(({ path, command }) => commandSection(path, command))),
    ...section('EXIT STATUS', ...exitItems([[0, 'done, or nothing to do'], ...COMMON_EXIT_CODES])),
    ...section('FILES', ...FILES.map(([path, what]) => item(path, what))),
    ...section('EXAMPLES', ...examplesOf(manualOf(program))),
    ...section('SEE ALSO', [
      '.BR oci\\-device\\-hook\\-policy.toml (5),',
      '.BR podman\\-run (1),',
      '.BR oci\\-hooks (5)',
    ]),
  ]
  return `${lines.join('\n')}\n`
}

const ENGINES =
  'Container engines call it at the stages precreate, createRuntime and prestart. The other commands are for people: they install it, say what it would do, ask the kernel whether it worked, and explain why not.'

const FILES = [
  ['/etc/oci-device-hook/policy.toml', 'what the hook may do'],
  ['/run/oci-device-hook/log.jsonl', 'what it did for rootful containers'],
  ['/run/user/UID/oci-device-hook/log.jsonl', "what it did for a user's containers"],
  ['/var/lib/oci-device-hook/install.json', 'what install wrote, for uninstall'],
] as const

interface Placed {
  /** `cdi generate`. */
  readonly path: string
  readonly command: Command
}

/** Commands that hold others are only these. */
function withInner(command: Command): Placed[] {
  if (command.commands.length === 0) return [{ path: command.name(), command }]
  return command.commands.map((inner) => ({ path: `${command.name()} ${inner.name()}`, command: inner }))
}

function commandSection(path: string, command: Command): Roff {
  const manual = manualOf(command)
  return subsection(
    `oci-device-hook ${path}`,
    paragraph(sentence(command.description())),
    ...(manual?.about ?? []).map(paragraph),
    ...optionItems(command),
    ...exitParagraphs(manual),
    ...examplesOf(manual),
  )
}

function optionItems(command: Command): Roff[] {
  return command.options.filter(({ hidden }) => !hidden).map((option) => item(option.flags, ...aboutOption(option)))
}

function aboutOption({ description, argChoices, defaultValue }: Option): string[] {
  const choices = argChoices === undefined ? [] : [`One of: ${argChoices.join(', ')}.`]
  const absent = typeof defaultValue === 'string' ? [`Default: ${defaultValue}.`] : []
  return [sentence(description), ...choices, ...absent]
}

function exitParagraphs(manual: Manual | undefined): Roff[] {
  const codes = manual?.exitCodes ?? []
  return codes.length === 0 ? [] : [paragraph('Exit status:'), ...exitItems(codes)]
}

function exitItems(codes: Manual['exitCodes']): Roff[] {
  return codes.map(([code, meaning]) => item(`${code}`, sentence(meaning)))
}

function examplesOf(manual: Manual | undefined): Roff[] {
  return (manual?.examples ?? []).map(({ does, command }) => example(sentence(does).replace(/\.$/, ''), command))
}

function usageOf(command: Command): string {
  return command.registeredArguments.length === 0 ? '[options]' : command.usage()
}

function bold(path: string, usage: string): string {
  return `\\fBoci\\-device\\-hook ${path.replace(/-/g, '\\-')}\\fR ${usage.replace(/-/g, '\\-')}`
}

/** Help has halves of sentences; a page has whole ones. */
function sentence(text: string): string {
  const capital = text.charAt(0).toUpperCase() + text.slice(1)
  return /[.?!]$/.test(capital) ? capital : `${capital}.`
}
