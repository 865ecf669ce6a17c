import type { Random } from '../matrix/random.ts'
import type { Contestant } from './contestants.ts'
import type { Tell } from './race.ts'
import type { Section } from './report/section.ts'
import type { Config } from './work.ts'

/** What every benchmark is given. */
export interface Kit {
  /** A directory of the stage, to make files in. */
  readonly directory: string
  readonly rootfs: string
  readonly contestants: readonly Contestant[]
  /** config.json as podman makes it. */
  readonly base: Config
  /** As many node paths as any benchmark needs. */
  readonly nodes: readonly string[]
  /** A file without content: engines would change the owner of /dev/null when it is their stdin. */
  readonly empty: string
  /** 1 for the full benchmark; less for a look. */
  readonly effort: number
  readonly random: Random
  readonly tell: Tell
}

/** One benchmark. */
export interface Bench {
  readonly name: string
  readonly run: (kit: Kit) => Promise<readonly Section[]>
}

/** A number of rounds or starts, cut by the effort that was asked for. */
export function scaled({ effort }: Kit, full: number): number {
  return Math.max(3, Math.round(full * effort))
}
