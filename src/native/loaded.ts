import type { Libc } from './libc.ts'

let loaded: Libc | undefined

/**
 * The C library, if anything needed it yet. Asked here and not in libc.ts, whoever only wants to know does not load what
 * it takes to load it.
 */
export function loadedLibc(): Libc | undefined {
  return loaded
}

/** For libc.ts. */
export function keepLoaded(libc: Libc): Libc {
  loaded = libc
  return libc
}
