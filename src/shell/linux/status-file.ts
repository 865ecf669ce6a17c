/** What /proc/<pid>/status says about credentials: file-system ids, supplementary groups, effective capabilities. */
export interface StatusFile {
  readonly uid: number
  readonly gid: number
  readonly groups: readonly number[]
  readonly overridesModes: boolean
}

/** CAP_DAC_OVERRIDE of linux/capability.h, as a bit of CapEff. */
const DAC_OVERRIDE = 1n << 1n

/**
 * Parses /proc/<pid>/status. Ids are those of the reader's user namespace.
 *
 * @see https://man7.org/linux/man-pages/man5/proc_pid_status.5.html: Uid and Gid are real, effective, saved, file system.
 */
export function parseStatus(text: string): StatusFile {
  return {
    uid: numbersIn(text, 'Uid')[3] ?? Number.NaN,
    gid: numbersIn(text, 'Gid')[3] ?? Number.NaN,
    groups: numbersIn(text, 'Groups'),
    overridesModes: (BigInt(`0x${field(text, 'CapEff') || '0'}`) & DAC_OVERRIDE) !== 0n,
  }
}

/** The numbers of one line; none without such a line. The kernel writes a line's end in the name of a process as `\\n`. */
export function numbersIn(text: string, name: string): readonly number[] {
  return field(text, name).split(/\s+/).filter(Boolean).map(Number)
}

function field(text: string, name: string): string {
  // Not \s, which a line's end is too: a process without groups has an empty line, and the next would be taken for it.
  return new RegExp(`^${name}:[ \\t]*(.*)$`, 'm').exec(text)?.[1]?.trim() ?? ''
}
