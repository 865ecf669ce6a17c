import type { Link } from '../../core/model/link.ts'
import { rootPathOf } from '../../core/parse/config.ts'
import { parseJson } from '../../core/parse/json.ts'
import { parseState } from '../../core/parse/state.ts'
import type { RuntimeSystem } from '../system.ts'
import { decodeInput, type Input } from './input.ts'

/**
 * Makes links in the /dev of a container between its creation and its start, and nowhere else: a name that is taken stays
 * what it is, and where something of the host is in the way, the container does not start.
 *
 * @throws {HookError} `ERR_STDIN`, `ERR_JSON`, `ERR_STATE`, `ERR_PROCESS`, `ERR_BUNDLE`, `ERR_CONFIG`, `ERR_ROOTFS`
 */
export function makeLinks(links: readonly Link[], input: Input, system: Pick<RuntimeSystem, 'openContainer'>): void {
  const state = parseState(decodeInput(input, 'the container state on stdin'))
  const container = system.openContainer(state)
  container.enter(rootPathOf(parseJson(container.configText, 'config.json')))
  for (const { path, target } of links) container.link(path, target)
}
