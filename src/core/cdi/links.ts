import { EXIT, HookError } from '../errors.ts'
import type { Link } from '../model/link.ts'
import { type DevicePath, deviceFault, type HostPath } from '../model/paths.ts'
import { quote } from '../report/quote.ts'
import type { CdiHook } from './spec.ts'
import { CREATE_SYMLINKS } from './subcommand.ts'

/** For one hook; the list comes out of config.json. */
const MAX_LINKS = 1024
const FLAG = '--link'
/** Flag, name, node. */
const WORDS = 3

/**
 * The hooks that make `links` in a container: one, unless there are more links than one hook takes.
 *
 * At createRuntime, not at createContainer as other vendors' hooks: there runc up to 1.2 starts hooks with the
 * environment of the image, both runtimes hide the container's process, and the hook is inside the image's file system.
 * At createRuntime the container is reached from outside, by descriptors.
 */
export function linkHooks(links: readonly Link[], program: HostPath): CdiHook[] {
  const count = Math.ceil(links.length / MAX_LINKS)
  return Array.from({ length: count }, (_, at) => linkHook(links.slice(at * MAX_LINKS, (at + 1) * MAX_LINKS), program))
}

function linkHook(links: readonly Link[], program: HostPath): CdiHook {
  const args = links.flatMap(({ path, target }) => [FLAG, path, target])
  const env = ['PATH=/usr/sbin:/usr/bin:/sbin:/bin'] // Without one, the hook inherits that of whoever called the engine.
  return {
    hookName: 'createRuntime',
    path: program,
    args: ['oci-device-hook', CREATE_SYMLINKS, ...args],
    env,
    timeout: 10,
  }
}

/**
 * Reads the arguments of that hook.
 *
 * @throws {HookError} `ERR_LINK`, exit 64: anything but pairs of plain absolute paths below /dev.
 */
export function parseLinks(args: readonly string[]): Link[] {
  const count = args.length / WORDS
  if (count === 0 || !Number.isInteger(count)) throw linkError(`found ${args.length} arguments`)
  if (count > MAX_LINKS) throw linkError(`found ${count} links, at most ${MAX_LINKS} are made`)
  return Array.from({ length: count }, (_, at) => parseLink(args.slice(at * WORDS, at * WORDS + WORDS)))
}

function parseLink([flag = '', path = '', target = '']: readonly string[]): Link {
  if (flag !== FLAG) throw linkError(`found ${quote(flag)}`)
  for (const part of [path, target]) {
    const fault = deviceFault(part)
    if (fault !== undefined) throw linkError(`found ${quote(part)} (${fault})`)
  }
  if (path === target) throw linkError(`found ${quote(path)}, which would lead to itself`)
  return { path: path as DevicePath, target: target as DevicePath }
}

function linkError(found: string): HookError {
  const expected = `expected "${FLAG} NAME NODE", both plain absolute paths below /dev, once or more`
  return new HookError('ERR_LINK', EXIT.usage, `${CREATE_SYMLINKS}: ${found}, ${expected}`)
}
