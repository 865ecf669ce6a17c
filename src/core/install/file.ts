/** What stands at a path. */
export type FileState =
  | { readonly kind: 'absent' }
  | ({ readonly kind: 'file' } & FileFacts)
  | { readonly kind: 'other'; readonly what: string }

/** What is put back with a file. */
export interface FileFacts {
  readonly sha256: string
  /** Permission bits. */
  readonly mode: number
  readonly uid: number
  readonly gid: number
  /** Last change of the content, in seconds. */
  readonly mtime: number
}

/** What a file is to hold. */
export type Content =
  | { readonly kind: 'text'; readonly text: string }
  /** The bytes of another file. */
  | { readonly kind: 'copy'; readonly of: string }

/** A file that an installation needs, and what was seen where it goes. */
export interface WantedFile {
  readonly path: string
  readonly content: Content
  readonly sha256: string
  readonly mode: number
  readonly now: FileState
}
