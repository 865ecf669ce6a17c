import type { HostPath } from '../model/paths.ts'
import { lexicalFault } from '../model/paths.ts'
import { parseJson } from './json.ts'
import { check, integer, maybe, object, strings, textThat } from './shape.ts'

/**
 * What a runtime writes to a hook's stdin, cut down to what this hook reads.
 *
 * @see https://github.com/opencontainers/runtime-spec/blob/v1.3.0/runtime.md#state
 */
export interface ContainerState {
  readonly id: string
  /** The container's init process, counted in the hook's own PID namespace. */
  readonly pid: number
  /** Directory of config.json on the host. crun up to 1.29 may say `/` (crun#2025). */
  readonly bundle: HostPath
  /** crun's extension: config.json's root.path, relative to the bundle or absolute. */
  readonly root: string | undefined
  readonly annotations: Readonly<Record<string, string>>
}

/** PID_MAX_LIMIT of linux/threads.h. 0 and 1 are what crun and runc say in stages that we do not serve. */
const MAX_PID = 2 ** 22

/**
 * Parses the state on stdin.
 *
 * @throws {HookError} `ERR_JSON` or `ERR_STATE`, naming the field, what was found and what was expected.
 */
export function parseState(stdin: string): ContainerState {
  const state = check(shape, parseJson(stdin, SUBJECT), SUBJECT, 'ERR_STATE')
  const { id, pid, root } = state
  return { id, pid, bundle: state.bundle as HostPath, root: root ?? undefined, annotations: state.annotations ?? {} }
}

const SUBJECT = 'the container state on stdin'

const shape = object({
  id: textThat((id) => /^[\w+.-]+$/.test(id), 'an id of letters, digits and "_+.-"'),
  pid: integer(2, MAX_PID),
  bundle: textThat((path) => lexicalFault(path) === undefined, 'an absolute path'),
  root: maybe(textThat((path) => !path.includes('\0'), 'a path without NUL')),
  annotations: maybe(strings),
})
