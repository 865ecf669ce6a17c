import { type Finding, fail } from '../finding.ts'
import type { ContainerFacts } from './facts.ts'

/** crun's annotation, and what --group-add keep-groups sets. */
const KEEP_GROUPS = 'run.oci.keep_original_groups'

/** runc takes the annotation without a word and does nothing about it. */
export function keepGroupsWithRunc({ runtime, annotations }: ContainerFacts): Finding[] {
  if (!runtime.endsWith('runc') || (annotations[KEEP_GROUPS] ?? '0') === '0') return []
  return [
    fail({
      code: 'KEEP_GROUPS_IGNORED_BY_RUNC',
      found: 'it asks for the groups of the caller (keep-groups), and its runtime is runc, which ignores that',
      expected: 'crun; a container that exists keeps the runtime that it was made with',
      remedy: 'podman --runtime crun run --group-add keep-groups IMAGE',
    }),
  ]
}
