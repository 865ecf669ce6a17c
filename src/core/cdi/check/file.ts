import type { HostGid, HostUid, Unmapped } from '../../model/ids.ts'

/** Who may do what with a file or a directory. */
export interface Access {
  readonly uid: HostUid | Unmapped
  readonly gid: HostGid | Unmapped
  /** Permission bits. */
  readonly mode: number
}

/** A file in a directory of specs, as whoever checks finds it. */
export interface SpecFile {
  readonly path: string
  readonly directory: string
  /** undefined: of a file that cannot be opened. */
  readonly access: Access | undefined
  /** Its text, or why it cannot be read. */
  readonly content: { readonly text: string } | { readonly fault: string }
}

/** A directory of specs. */
export interface SpecDirectory {
  readonly path: string
  /** undefined: it cannot be told. */
  readonly access: Access | undefined
  /** Why it cannot be read; undefined when it can be, or is not there. */
  readonly fault: string | undefined
  readonly files: readonly SpecFile[]
}
