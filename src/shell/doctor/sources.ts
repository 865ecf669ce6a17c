import type { CheckDocument } from '../../core/cdi/check/document.ts'
import type { UserWithGroups } from '../../core/host/accounts.ts'
import type { HostDevice } from '../../core/host/host-device.ts'

/** How a program ended. */
export interface Answer {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

/** What a program said about its failure: engines put the reason into the last line. */
export function lastWords({ stderr }: Answer): string {
  return stderr.trimEnd().split('\n').at(-1) || 'nothing'
}

/** What stat(2) says of a file, links followed. */
export interface FileStatus {
  readonly kind: 'file' | 'directory' | 'other'
  readonly uid: number
  readonly gid: number
  /** Permission bits, 0 to 07777. */
  readonly mode: number
  /** Seconds since 1970. */
  readonly changed: number
}

/**
 * Everything that doctor may ask of a system. There are two: this machine (src/cli/doctor/machine.ts), and the answers
 * that another one gave, in a file (src/cli/doctor/recording.ts).
 */
export interface Sources {
  /** A file as text; undefined when it is not there, or closed to us. */
  read(path: string): string | undefined
  /** The names in a directory, sorted; undefined when it is not there, or closed to us. */
  list(directory: string): readonly string[] | undefined
  status(path: string): FileStatus | undefined
  /** Of a file's content, in hexadecimal digits. */
  sha256(path: string): string | undefined
  devices(): readonly HostDevice[]
  /** The groups of this process. */
  ownGroups(): readonly number[]
  /** What `cdi check` finds. */
  cdi(): Promise<CheckDocument>
  /** The policy in force, or what is wrong with it. */
  policy(): Promise<PolicyAnswer>
  /** undefined when there is no such program; one that does not end answers that, with a code other than 0. */
  run(program: string, args: readonly string[]): Promise<Answer | undefined>
}

export interface PolicyAnswer {
  /** The file it comes from, or "built-in". */
  readonly source: string
  readonly fault: string | null
}

/** For whom doctor looks. */
export interface Subject {
  readonly isRoot: boolean
  /** Whose rootless containers are meant; undefined for root without another user. */
  readonly user: UserWithGroups | undefined
}
