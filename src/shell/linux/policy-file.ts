import fs from 'node:fs'
import { EXIT, HookError } from '../../core/errors.ts'
import { OVERFLOW_ID } from '../../core/model/ids.ts'
import { parsePolicy } from '../../core/policy/parse.ts'
import { BUILT_IN_POLICY, type Policy } from '../../core/policy/policy.ts'
import { isInitialUserNamespace } from './self.ts'

/** Fixed: neither an argument nor the environment can lead a root process to another policy. */
const DIRECTORIES = ['/', '/etc', '/etc/oci-device-hook']
const FILE = '/etc/oci-device-hook/policy.toml'
const MAX_BYTES = 2 ** 20

/**
 * Reads the administrator's policy; without a file, the built-in one.
 *
 * Every directory on the way and the file itself must belong to root and be writable by nobody else, and none may be a
 * link: whoever could write one of them would decide for root. Descriptors are checked, not names.
 *
 * @throws {HookError} `ERR_POLICY`, exit 78.
 */
export function readPolicy(): Policy {
  const fd = openPolicy()
  if (fd === undefined) return BUILT_IN_POLICY
  try {
    for (const directory of DIRECTORIES) checkOwner(directory, fs.lstatSync(directory), 'directory')
    checkOwner(FILE, fs.fstatSync(fd), 'file')
    return parsePolicy(fs.readFileSync(fd, 'utf8'), FILE)
  } finally {
    fs.closeSync(fd)
  }
}

/** O_NONBLOCK: a FIFO in its place must not make every container of the host wait. */
function openPolicy(): number | undefined {
  const { O_RDONLY, O_NOFOLLOW, O_NONBLOCK } = fs.constants
  try {
    return fs.openSync(FILE, O_RDONLY | O_NOFOLLOW | O_NONBLOCK)
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined
    throw policyError(`${FILE} cannot be opened: ${code === 'ELOOP' ? 'it is a symbolic link' : code}`, cause)
  }
}

function checkOwner(path: string, status: fs.Stats, expected: 'file' | 'directory'): void {
  const kind = status.isFile() ? 'file' : status.isDirectory() ? 'directory' : 'special file'
  if (kind !== expected) throw policyError(`${path}: found a ${kind}, expected a ${expected}`)
  const isSafe = isTrusted(status.uid) && (status.mode & 0o022) === 0
  if (!isSafe) {
    const found = `owner ${status.uid}, mode 0${(status.mode & 0o7777).toString(8)}`
    throw policyError(`${path}: found ${found}, expected one that only root can write`)
  }
  if (status.size > MAX_BYTES) throw policyError(`${path}: found ${status.size} bytes, expected at most ${MAX_BYTES}`)
}

/** In the user namespace of rootless podman the host's root, like everybody without a name there, shows as 65534. */
function isTrusted(uid: number): boolean {
  return uid === 0 || uid === process.geteuid?.() || (uid === OVERFLOW_ID && !isInitialUserNamespace())
}

function policyError(message: string, cause?: unknown): HookError {
  return new HookError('ERR_POLICY', EXIT.configuration, message, { cause })
}
