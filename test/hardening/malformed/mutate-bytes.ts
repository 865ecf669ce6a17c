import fc from 'fast-check'
import { TOKENS } from './hostile.ts'

type Operation = 'flip' | 'set' | 'insert' | 'overwrite' | 'cut' | 'double' | 'truncate' | 'move'

/** One change to a text of any length: where, and how much, are fractions of it. */
interface Change {
  readonly operation: Operation
  readonly at: number
  readonly length: number
  readonly token: number
  readonly byte: number
}

const SPAN = 2 ** 20
const operations: readonly Operation[] = ['flip', 'set', 'insert', 'overwrite', 'cut', 'double', 'truncate', 'move']

const change: fc.Arbitrary<Change> = fc.record({
  operation: fc.constantFrom(...operations),
  at: fc.nat(SPAN - 1),
  length: fc.nat(64),
  token: fc.nat(TOKENS.length - 1),
  byte: fc.nat(255),
})

/** Some of `seeds`, changed as a bad disk, a bad pipe or a fuzzer would. */
export function mutatedBytes(seeds: readonly Buffer[]): fc.Arbitrary<Buffer> {
  return fc
    .tuple(fc.constantFrom(...seeds), fc.array(change, { minLength: 1, maxLength: 4 }))
    .map(([seed, changes]) => changes.reduce(apply, seed))
}

function apply(bytes: Buffer, { operation, at: fraction, length, token, byte }: Change): Buffer {
  const at = Math.floor((fraction / SPAN) * (bytes.length + 1))
  const [before, after] = [bytes.subarray(0, at), bytes.subarray(at)]
  const piece = TOKENS[token] ?? Buffer.alloc(0)
  switch (operation) {
    case 'flip':
      return Buffer.concat([before, Buffer.from([(after[0] ?? 0) ^ (1 << (byte % 8))]), after.subarray(1)])
    case 'set':
      return Buffer.concat([before, Buffer.from([byte]), after.subarray(1)])
    case 'insert':
      return Buffer.concat([before, piece, after])
    case 'overwrite':
      return Buffer.concat([before, piece, after.subarray(piece.length)])
    case 'cut':
      return Buffer.concat([before, after.subarray(length)])
    case 'double':
      return Buffer.concat([before, after.subarray(0, length), after])
    case 'truncate':
      return before
    case 'move':
      return Buffer.concat([after.subarray(0, length), before, after.subarray(length)])
  }
}
