/** Which part of the system an error comes from. */
export type ExplainLayer =
  | 'mode'
  | 'cgroup'
  | 'selinux'
  | 'unplugged'
  | 'driver'
  | 'user namespace'
  | 'group lookup'
  | 'dropped groups'
  | 'engine'
  | 'hook'
  | 'cdi'
  | 'limits'
  | 'harmless'

/** Something to do. The command may hold `{device}`, which stands for the device that the error names. */
export interface Remedy {
  /** What it does: half a sentence. */
  readonly does: string
  /** To be pasted; absent where no command can do it. */
  readonly command?: string
}

/** An error that people meet, and what is behind it. */
export interface Symptom {
  /** Stable, for programs. */
  readonly code: string
  readonly layer: ExplainLayer
  /**
   * What the error looks like: fixed texts in this order, `*` for anything between them. Any one of the patterns will
   * do; capital letters do not count.
   */
  readonly patterns: readonly [string, ...string[]]
  /** Whether it says little by itself, and is left out beside a symptom that says more. */
  readonly isGeneral?: true
  /** Whether it is the cause, whatever else the text says: then nothing else is said. */
  readonly isDecisive?: true
  readonly meaning: string
  readonly remedies: readonly [Remedy, ...Remedy[]]
}
