import type { RuntimeAction } from '../../core/plan/decision.ts'
import type { Container, Handle } from '../system.ts'

type Effect<K> = (action: Extract<RuntimeAction, { do: K }>, container: Container, node: Handle | undefined) => Handle

/** From action to effect: an action without a row does not compile. Each answers with the node to be verified. */
const EFFECTS: { readonly [K in RuntimeAction['do']]: Effect<K> } = {
  chown: (owner, container, node) => {
    if (node === undefined) throw new Error('a node that was not found cannot be given away')
    container.chown(node, owner)
    return node
  },
  mknod: (wanted, container) => container.mknod(wanted.path, wanted.number, wanted),
}

/**
 * Carries out one action on the node that was observed.
 *
 * @param node The handle of the observed node; undefined when there was none.
 * @returns The node that must be usable now.
 */
export function applyAction<K extends RuntimeAction['do']>(
  action: Extract<RuntimeAction, { do: K }>,
  container: Container,
  node: Handle | undefined,
): Handle {
  return EFFECTS[action.do as K](action, container, node)
}
