import { readFileSync } from 'node:fs'

/** The part of Node's single executable blob that the configuration decided. */
export type SeaBlob = {
  readonly flags: readonly string[]
  readonly execArgvExtension: string
  readonly mainPath: string
  readonly assets: readonly string[]
  readonly execArgv: readonly string[]
  /** Bytes of the main script, of its code cache, and of each asset. */
  readonly sizes: { readonly main: number; readonly mainCache: number; readonly assets: ReadonlyMap<string, number> }
}

/**
 * Reads the blob of a single executable of Node 26, in the order of `SeaSerializer::Write` in Node's `src/node_sea.cc`:
 * magic, flags, argument extension, module format, main path, main code, code cache, assets, arguments.
 */
export function readBlob(executable: string): SeaBlob {
  const read = new BlobReader(findBlob(readFileSync(executable)))
  const bits = read.uint32()
  const flags = flagNames.filter((_, bit) => bits & (1 << bit))
  const execArgvExtension = extensionNames[read.byte()] ?? 'unknown'
  read.byte() // the module format: CommonJS
  const mainPath = read.text()
  const main = read.bytes().length
  const mainCache = flags.includes('useCodeCache') ? read.bytes().length : 0
  const sizes = new Map(flags.includes('assets') ? read.list(() => read.asset()) : [])
  const execArgv = flags.includes('execArgv') ? read.list(() => read.text()) : []
  const assets = [...sizes.keys()]
  return { flags, execArgvExtension, mainPath, assets, execArgv, sizes: { main, mainCache, assets: sizes } }
}

const flagNames = ['disableExperimentalSEAWarning', 'useSnapshot', 'useCodeCache', 'assets', 'execArgv']
const extensionNames = ['none', 'env', 'cli']
const magic = [0x20, 0xda, 0x43, 0x01]

/** The blob is the content of an ELF note whose owner is NODE_SEA_BLOB, padded to a multiple of four bytes. */
function findBlob(file: Buffer): Buffer {
  const start = Buffer.from([...Buffer.from('NODE_SEA_BLOB\0\0\0'), ...magic])
  const found = file.indexOf(start)
  if (found < 0) throw new Error('no single executable blob in this file')
  return file.subarray(found + start.length)
}

/** Lengths and counts are 64-bit little-endian, as on both processors that we build for. */
class BlobReader {
  private readonly buffer: Buffer
  private offset = 0

  constructor(buffer: Buffer) {
    this.buffer = buffer
  }

  byte(): number {
    return this.buffer.readUInt8(this.advance(1))
  }

  uint32(): number {
    return this.buffer.readUInt32LE(this.advance(4))
  }

  size(): number {
    return Number(this.buffer.readBigUInt64LE(this.advance(8)))
  }

  bytes(): Buffer {
    const size = this.size()
    const start = this.advance(size)
    return this.buffer.subarray(start, start + size)
  }

  text(): string {
    return this.bytes().toString()
  }

  /** Its name and its size. */
  asset(): [string, number] {
    return [this.text(), this.bytes().length]
  }

  list<Item>(readItem: () => Item): Item[] {
    return Array.from({ length: this.size() }, readItem)
  }

  private advance(size: number): number {
    const start = this.offset
    this.offset += size
    return start
  }
}
