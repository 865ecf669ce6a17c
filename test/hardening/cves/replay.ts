/** What an attack came to: the harm in words, or nothing. */
export type Harm = string | undefined

/**
 * A published hole of this class, attacked again: once on a hook as it is quickly written, which must meet the harm, and
 * once on ours, which must not.
 */
export interface Replay {
  readonly cve: string
  /** In which program, and what it was. */
  readonly was: string
  readonly naive: () => Promise<Harm | Impossible> | Harm | Impossible
  readonly hook: () => Promise<Harm> | Harm
}

/** Why the control cannot be shown on this machine: the hole that it takes is closed below us. */
export interface Impossible {
  readonly skipped: string
}

export function isImpossible(answer: Harm | Impossible): answer is Impossible {
  return typeof answer === 'object'
}
