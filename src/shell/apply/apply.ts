import type { Circumstances } from '../../core/plan/case.ts'
import type { RuntimeAction } from '../../core/plan/decision.ts'
import type { Container, Handle, System } from '../system.ts'

/** What every step for every device needs. */
export interface Scene {
  readonly container: Container
  readonly system: System
  readonly all: Circumstances
  /** Whether anything was changed yet: from then on every error stops the container. */
  readonly progress: { changed: boolean }
  /** SELinux label of the container's mounts. */
  readonly label: string | undefined
}

type Effect<K> = (action: Extract<RuntimeAction, { do: K }>, scene: Scene, node: Handle | undefined) => Handle

/** From action to effect: an action without a row does not compile. Each answers with the node to be verified. */
const EFFECTS: { readonly [K in RuntimeAction['do']]: Effect<K> } = {
  chown: (owner, { container }, node) => {
    const held = existing(node)
    container.chown(held, owner)
    return held
  },
  mknod: (wanted, { container }) => container.mknod(wanted.path, wanted.number, wanted),
  cover: (wanted, { container, label }, node) =>
    container.cover(wanted.path, existing(node), wanted.number, wanted, label),
}

/**
 * Carries out one action on the node that was observed.
 *
 * @param node The handle of the observed node; undefined when there was none.
 * @returns The node that must be usable now.
 */
export function applyAction<K extends RuntimeAction['do']>(
  action: Extract<RuntimeAction, { do: K }>,
  scene: Scene,
  node: Handle | undefined,
): Handle {
  scene.progress.changed = true
  return EFFECTS[action.do as K](action, scene, node)
}

function existing(node: Handle | undefined): Handle {
  if (node === undefined) throw new Error('an action was planned for a node that was not found')
  return node
}
