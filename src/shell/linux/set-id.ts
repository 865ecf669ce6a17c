import fs from 'node:fs'
import { EXIT, HookError } from '../../core/errors.ts'

/**
 * Refuses to run with more rights than whoever started it: a set-id bit or file capabilities on the executable would let
 * any user of the host act with them, with arguments, input and environment of the user's choice.
 *
 * @throws {HookError} `ERR_SETID`, exit 78.
 */
export function refuseSetId(): void {
  const real = `${process.getuid?.()}:${process.getgid?.()}`
  const effective = `${process.geteuid?.()}:${process.getegid?.()}`
  if (real !== effective) {
    const found = `a set-id bit: found the real ids ${real} and the effective ids ${effective}, expected the same`
    throw refusal(found, 'take the bit away with chmod ug-s')
  }
  // Root has them all anyway, and starts of containers do not pay for this.
  if (process.geteuid?.() !== 0) refuseFileCapabilities()
}

/** A status that cannot be read is no reason to go on: whoever starts us sets the limit for open files. */
function refuseFileCapabilities(): void {
  const given = capabilitiesOfFile(fs.readFileSync('/proc/self/status', 'latin1'))
  if (given === 0n) return
  throw refusal(`file capabilities: found 0x${given.toString(16)}, expected none`, 'take them away with setcap -r')
}

/**
 * The capabilities that a process without root's uid came by through its executable, as the bits of linux/capability.h.
 *
 * After execve(2) it has what was made ambient for it (systemd: AmbientCapabilities=) and what the file gives; and a file
 * that gives any takes away what was ambient. So what is permitted and not ambient came by the file. AT_SECURE would tell
 * of other things too, such as a change of SELinux domain.
 *
 * @param status The text of /proc/<pid>/status.
 * @see https://man7.org/linux/man-pages/man7/capabilities.7.html, "Transformation of capabilities during execve()"
 */
export function capabilitiesOfFile(status: string): bigint {
  const bits = (name: string) => BigInt(`0x${new RegExp(`^${name}:\\t(\\w+)$`, 'm').exec(status)?.[1]}`)
  return bits('CapPrm') & ~bits('CapAmb')
}

function refusal(found: string, remedy: string): HookError {
  return new HookError('ERR_SETID', EXIT.configuration, `the executable has ${found}`, { remedy })
}
