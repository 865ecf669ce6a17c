import fs from 'node:fs'
import { dirname } from 'node:path'
import { EXIT, HookError } from '../../core/errors.ts'
import { OVERFLOW_ID } from '../../core/model/ids.ts'
import type { PolicyText } from '../../core/policy/file.ts'
import { BUILT_IN_POLICY, type Policy } from '../../core/policy/policy.ts'
import { isInitialUserNamespace } from './self.ts'
import { checkDirectory, readTrustedFile, type Trust } from './trusted-file.ts'
import { userPolicyPath } from './user-policy.ts'

/** Fixed: neither an argument nor the environment can lead a root process to another policy. */
export const SYSTEM_POLICY = '/etc/oci-device-hook/policy.toml'
const MAX_BYTES = 2 ** 20

/**
 * Reads the policy in force, before it is asked for; what is wrong with it is thrown when it is.
 *
 * The parser is loaded only where there is a file.
 */
export async function loadPolicy(): Promise<() => Policy> {
  try {
    const policy = await readPolicy()
    return () => policy
  } catch (error) {
    return () => {
      throw error
    }
  }
}

/** The policy of all files; without any, the built-in one. @throws {HookError} `ERR_POLICY`, exit 78 */
export async function readPolicy(): Promise<Policy> {
  const texts = readPolicyTexts()
  if (texts.length === 0) return BUILT_IN_POLICY
  const { parsePolicies } = await import('../../core/policy/parse.ts')
  return parsePolicies(texts)
}

/** The administrator's file, and for a rootless hook the user's own as well. @throws {HookError} `ERR_POLICY`, exit 78 */
export function readPolicyTexts(): PolicyText[] {
  return policyPaths().flatMap((source) => {
    // Above a home others may be able to write (/var/tmp); where there is no policy in it, that is no concern of ours.
    if (source !== SYSTEM_POLICY && !fs.existsSync(source)) return []
    const toml = readPolicyText(source)
    return toml === undefined ? [] : [{ source, toml }]
  })
}

/** Where policies are looked for. Root of the host has one place only. */
export function policyPaths(): string[] {
  const user = process.geteuid?.() === 0 && isInitialUserNamespace() ? undefined : userPolicyPath()
  return user === undefined ? [SYSTEM_POLICY] : [SYSTEM_POLICY, user]
}

/**
 * Every directory on the way and the file itself must belong to root, or to the user that runs us, and be writable by
 * nobody else; none may be a link. They are judged from the top: once nobody else can write `/`, what stands there stays,
 * and so on down.
 */
function readPolicyText(path: string): string | undefined {
  for (const directory of directoriesAbove(path)) {
    const status = look(directory)
    if (status === undefined) return undefined
    checkDirectory(directory, status, TRUST)
  }
  return readTrustedFile(path, TRUST)
}

function look(directory: string): fs.Stats | undefined {
  try {
    return fs.lstatSync(directory, { throwIfNoEntry: false })
  } catch (cause) {
    const found = (cause as NodeJS.ErrnoException).code
    throw TRUST.error(`${directory}: found ${found}, expected a directory that can be looked at`, cause)
  }
}

const TRUST: Trust = {
  owner: isTrusted,
  owners: 'root',
  most: MAX_BYTES,
  error: (message, cause) => new HookError('ERR_POLICY', EXIT.configuration, message, { cause }),
}

/** In the user namespace of rootless podman the host's root, like everybody without a name there, shows as 65534. */
function isTrusted(uid: number): boolean {
  return uid === 0 || uid === process.geteuid?.() || (uid === OVERFLOW_ID && !isInitialUserNamespace())
}

/** From `/` down. */
function directoriesAbove(path: string): string[] {
  const directory = dirname(path)
  return directory === path ? [] : [...directoriesAbove(directory), directory]
}
