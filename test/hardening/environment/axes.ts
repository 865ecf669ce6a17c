import { VARIABLES, type Variable } from './variables.ts'

/** What stands at the path that a variable names; `image` is a file of the root file system, by way of the hook's cwd. */
export const KINDS = ['file', 'directory', 'fifo', 'missing', 'link', 'image'] as const
export type Kind = (typeof KINDS)[number]

export const STAGES = ['precreate', 'prestart', 'createRuntime', 'createContainer'] as const
export type Stage = (typeof STAGES)[number]

export const RUNTIMES = ['runc', 'crun'] as const
export type Runtime = (typeof RUNTIMES)[number]

export interface Case {
  readonly variable: Variable
  readonly kind: Kind
  readonly stage: Stage
  readonly runtime: Runtime
}

/** All of them: 1,920. */
export const CASES: readonly Case[] = VARIABLES.flatMap((variable) =>
  KINDS.flatMap((kind) => STAGES.flatMap((stage) => RUNTIMES.map((runtime) => ({ variable, kind, stage, runtime })))),
)

export function nameOf({ variable, kind, stage, runtime }: Case): string {
  return `${variable.name} names ${kind}, ${stage}, ${runtime}`
}
