import fc from 'fast-check'
import { mutatedBytes } from './mutate-bytes.ts'
import { mutatedTree } from './mutate-tree.ts'
import { SEEDS, TREES } from './seeds.ts'
import { write } from './tree.ts'

/** One input for the hook. `world` chooses one of the machines that it is tried on. */
export type Case =
  | { readonly kind: 'precreate'; readonly config: Buffer; readonly world: number }
  | { readonly kind: 'createRuntime'; readonly state: Buffer; readonly config: Buffer; readonly world: number }
  | { readonly kind: 'policy'; readonly policy: Buffer }

const gap = fc.constantFrom('', '', ' ', '\n', '\t', '\r\n')

const document = (kind: 'config' | 'state') =>
  fc.oneof(
    {
      arbitrary: fc.tuple(mutatedTree(TREES[kind]), gap).map(([tree, space]) => Buffer.from(write(tree, space))),
      weight: 4,
    },
    { arbitrary: mutatedBytes(SEEDS[kind]), weight: 1 },
  )

const world = fc.nat(63)
const config = document('config')
const precreate = fc.record({ kind: fc.constant('precreate' as const), config, world })
const createRuntime = fc.record({
  kind: fc.constant('createRuntime' as const),
  state: fc.oneof(
    { arbitrary: fc.constantFrom(...SEEDS.state), weight: 1 },
    { arbitrary: document('state'), weight: 1 },
  ),
  config,
  world,
})
const policy = fc.record({ kind: fc.constant('policy' as const), policy: mutatedBytes(SEEDS.policy) })

/** Every kind of input that somebody else than the administrator or the engine may have had a hand in. */
export const anyCase: fc.Arbitrary<Case> = fc.oneof(
  { arbitrary: precreate, weight: 5 },
  { arbitrary: createRuntime, weight: 3 },
  { arbitrary: policy, weight: 2 },
)
