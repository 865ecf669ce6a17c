import { ANNOTATIONS } from './annotations.ts'
import { CREATION } from './creation.ts'
import { DOCUMENTS } from './documents.ts'
import { HELD } from './held.ts'
import { IDENTITY } from './identity.ts'
import { LINKS } from './links.ts'
import { NUMBERS } from './numbers.ts'
import { PROCFS } from './procfs.ts'
import { PROGRAM } from './program.ts'
import { RACES } from './races.ts'
import type { Replay } from './replay.ts'
import { TRUST } from './trust.ts'

/** Every replay, by what it takes. */
export const REPLAYS: readonly Replay[] = [
  LINKS,
  CREATION,
  RACES,
  PROCFS,
  TRUST,
  HELD,
  PROGRAM,
  IDENTITY,
  NUMBERS,
  ANNOTATIONS,
  DOCUMENTS,
].flat()
