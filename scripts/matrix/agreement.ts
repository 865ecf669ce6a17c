import type { Trial } from './axes.ts'

/** What the hook says beforehand, at work and afterwards: true opens, false does not, null does not know. */
export type Promise3 = boolean | null

/** What was seen of one trial. */
export interface Sighting {
  readonly trial: Trial
  /** What the program in the container met: `opened`, the name of an error, or undefined when it never ran. */
  readonly answer: string | undefined
  /** Exit status of engine or runtime, and what it wrote to stderr. */
  readonly code: number | null
  readonly stderr: string
  /** Both answers of `plan`; undefined when it said nothing of the device. */
  readonly plan: { readonly before: Promise3; readonly after: Promise3; readonly strategy: string } | undefined
  /** What `verify` said of the running container; undefined when there was none. */
  readonly verify: Promise3 | undefined
  /** The last line of the hook's log about the device. */
  readonly log: { readonly usable: Promise3; readonly exit: number } | undefined
  /** Whether the host's node is the inode that it was, change time included. */
  readonly unchanged: boolean
}

/** How a word of the hook compares with the kernel's. */
export type Comparison = 'agrees' | 'disagrees' | 'unknown' | 'silent'

/** The three comparisons of a trial, and whatever else should not be. */
export interface Judgement {
  readonly plan: Comparison
  readonly verify: Comparison
  readonly log: Comparison
  readonly problems: readonly string[]
}

/**
 * Compares. A container that never ran is taken for one whose device did not open, provided that it was the hook that
 * stopped it, by its exit status for a device that the container asked for and cannot have.
 */
export function judge(seen: Sighting): Judgement {
  const { trial, plan, verify, log } = seen
  const opened = seen.answer === 'opened'
  const judgement = {
    plan: compare(trial.hooked ? plan?.after : plan?.before, opened),
    verify: compare(verify, opened),
    log: trial.hooked ? compare(log?.usable, opened) : 'silent',
  } as const
  return { ...judgement, problems: [...problemsOf(seen)] }
}

/** Whether a judgement leaves nothing to be explained. */
export function holds({ plan, verify, log, problems }: Judgement): boolean {
  return problems.length === 0 && ![plan, verify, log].includes('disagrees')
}

function compare(said: Promise3 | undefined, opened: boolean): Comparison {
  if (said === undefined) return 'silent'
  if (said === null) return 'unknown'
  return said === opened ? 'agrees' : 'disagrees'
}

const DENIED = 77
const ANSWERS: readonly string[] = ['opened', 'EACCES', 'EPERM', 'ENOENT']

function* problemsOf({ trial, answer, code, stderr, plan, verify, log, unchanged }: Sighting): Generator<string> {
  if (!unchanged) yield 'the node of the host was changed'
  if (plan === undefined) yield 'plan says nothing about the device'
  if (trial.hooked && log === undefined) yield 'the log says nothing about the device'
  const refused = trial.hooked && log?.exit === DENIED
  if (answer === undefined && !refused) yield `the container did not run (exit ${code}): ${tail(stderr)}`
  if (answer !== undefined && refused) yield 'the container ran though the hook refused'
  if (answer !== undefined && !ANSWERS.includes(answer)) yield `the container answered: ${answer}`
  if (answer !== undefined && verify === undefined) yield `verify says nothing about the device: ${tail(stderr)}`
}

function tail(text: string): string {
  return text.trim().slice(-300)
}
