/** Strange names for a device. What JSON cannot hold, bytes that are no UTF-8, is only ever found in a directory. */
export const NAMES: Readonly<Record<string, string>> = {
  newline: 'no\nde',
  escape: '\u001b[31mnode\u001b[0m',
  bell: 'no\u0007de',
  'longest-name': 'n'.repeat(255),
  'too-long-name': 'n'.repeat(256),
  bidirectional: 'no\u202eedon\u202cde',
  homoglyph: 'n\u043ede',
  'zero-width': 'no\u200bde',
  option: '-rf',
  format: '%s%n%x',
  'trailing-space': 'node ',
  quotes: `no'"\`$(id)\\de`,
  'dot-dot-dot': '...',
  'starts-with-dot-dot': '..node',
  'looks-like-a-stage': 'precreate',
}

/** Names as bytes: each of them is in the directory that arrives as a whole. */
export const STRANGE_BYTES: readonly Buffer[] = [
  ...Object.values(NAMES)
    .filter((name) => Buffer.byteLength(name) <= 255)
    .map((name) => Buffer.from(name)),
  Buffer.from([0xff, 0xfe]),
  Buffer.from([0xc3, 0x28]),
  Buffer.from([0x80]),
  Buffer.from([0xed, 0xa0, 0x80]),
]
