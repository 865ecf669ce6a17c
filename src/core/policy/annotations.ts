import { PREFIX } from '../parse/own-annotations.ts'
import type { Policy } from './policy.ts'

/** Which annotations of a container count, and which of ours do not. */
export interface Counted<Value> {
  readonly annotations: Readonly<Record<string, Value>>
  /** Ours, with their prefix. */
  readonly ignored: readonly string[]
}

/** Leaves out those of our annotations that the policy does not let count: as if the container did not have them. */
export function countedAnnotations<Value>(
  { annotations: counting }: Pick<Policy, 'annotations'>,
  all: Readonly<Record<string, Value>>,
): Counted<Value> {
  if (counting === 'all') return { annotations: all, ignored: [] }
  const counts = (key: string) => !key.startsWith(PREFIX) || counting.some((name) => name === key.slice(PREFIX.length))
  const kept = Object.entries(all).filter(([key]) => counts(key))
  return { annotations: Object.fromEntries(kept), ignored: Object.keys(all).filter((key) => !counts(key)) }
}
