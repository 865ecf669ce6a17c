import type { Content, FileFacts, FileState } from '../../core/install/file.ts'

/** What a file is to look like from outside; without an owner it belongs to whoever writes it. */
export interface Attributes {
  readonly mode: number
  readonly owner?: Pick<FileFacts, 'uid' | 'gid' | 'mtime'>
}

/** Every effect that an installation asks for. */
export interface Files {
  look(path: string): FileState
  /** The text of a file; undefined when there is none. */
  read(path: string): string | undefined
  /** Names in a directory, sorted; none when there is no such directory. */
  list(directory: string): readonly string[]
  /** SHA-256 in hex. */
  digest(content: Content): string
  /** Directories above `path` that do not exist, the outer ones first. */
  missingAbove(path: string): readonly string[]
  /** Makes one directory, 0755; nothing when it is there. */
  makeDirectory(path: string): void
  /** Puts a whole file in its place, or leaves what is there: never a part, whatever ends the process. */
  write(path: string, content: Content, attributes: Attributes): void
  /** Removes what an interrupted `write` of this file left, and not the file. */
  discard(path: string): void
  /** Removes a file, and what an interrupted `write` of it left; nothing when it is gone. */
  remove(path: string): void
  /** Removes a directory if nothing is in it. */
  removeIfEmpty(directory: string): void
}
