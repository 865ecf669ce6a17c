import { ANNOTATIONS } from './annotations.ts'
import { CREATION } from './creation.ts'
import { DOCUMENTS } from './documents.ts'
import { LINKS } from './links.ts'
import { NUMBERS } from './numbers.ts'
import { PROCFS } from './procfs.ts'
import { RACES } from './races.ts'
import type { Replay } from './replay.ts'

/** Every replay, by what it takes. */
export const REPLAYS: readonly Replay[] = [
  ...LINKS,
  ...CREATION,
  ...RACES,
  ...PROCFS,
  ...NUMBERS,
  ...ANNOTATIONS,
  ...DOCUMENTS,
]
