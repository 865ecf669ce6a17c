import fc from 'fast-check'
import type { Tree } from './tree.ts'

/** Numbers at which integers, ids, device numbers, doubles and parsers have their edges. */
const NUMBERS = [
  ...['0', '-0', '1', '-1', '2', '3', '4', '44', '1000', '4095', '4096', '65534', '65535', '1048575', '1048576'],
  ...['2147483647', '2147483648', '4194304', '4194305', '4294967294', '4294967295', '4294967296', '-2147483649'],
  ...['9007199254740991', '9007199254740992', '9007199254740993', '9223372036854775807', '9223372036854775808'],
  ...[
    '18446744073709551615',
    '18446744073709551616',
    '-9223372036854775808',
    '1e400',
    '-1e400',
    '1e-400',
    '0.1',
    '1.0',
  ],
  ...[
    '1.5',
    '1e3',
    '1E+2',
    '2.147483647e9',
    '1000.0000000000000001',
    '432',
    '8612',
    '65535.0',
    '438',
    '4294967296e-32',
  ],
]
/** What other parsers than JSON's take for numbers. */
const NO_NUMBERS = ['NaN', 'Infinity', '+1', '.5', '1.', '01', '0x10', '1_000', '--1', '1e', '0b1', '1n', '-']

const PATHS = [
  ...[
    '/dev/video2',
    '/dev/null',
    '/dev/dri',
    '/dev/dri/renderD128',
    '/dev',
    '/dev/',
    '/',
    '',
    'dev/video2',
    '/dev/../etc',
  ],
  ...[
    '/dev//video2',
    '/dev/./video2',
    '/dev/video2/',
    '/dev/a/../video2',
    '/proc/self/fd/3',
    '/etc/shadow',
    '/dev/missing',
  ],
  ...[
    '/dev/video2\u0000',
    '/dev/video2\n',
    '/dev/vid\u202eeo2',
    `/dev/${'a'.repeat(255)}`,
    `/dev/${'a/'.repeat(2100)}b`,
  ],
  ...[
    '/dev/video2,/dev/null',
    'all',
    '/dev/%s%n',
    '/dev/-rf',
    '/dev/*',
    '/dev/video2 ',
    '/dev/ｖideo2',
    '/dev/by-id/cam',
  ],
]
const WORDS = [
  ...[
    'auto',
    'owner',
    'groups',
    'keep-groups',
    'private',
    'off',
    'AUTO',
    'auto ',
    'none',
    'true',
    '1',
    'c',
    'b',
    'p',
    'u',
  ],
  ...[
    'user',
    'mount',
    'network',
    'bind',
    'rbind',
    'rw',
    'ro',
    'nodev',
    'rwm',
    'r',
    'tmpfs',
    'TRUE',
    'sandbox',
    'CAP_DAC_OVERRIDE',
  ],
  ...[
    '__proto__',
    'constructor',
    'toString',
    'hasOwnProperty',
    'oci-device-hook/',
    'oci-device-hook',
    '\ud800',
    '\u2028',
  ],
  ...[
    '\u001b[31m',
    '\n* * * * * root id\n',
    '%{x}',
    '`id`',
    '$(id)',
    'é',
    '😀',
    '"',
    '\\',
    '{}',
    'null',
    'run.oci.hooks.stderr',
  ],
]
const USERS = [
  '1000',
  '1000:1000',
  '0',
  '-1',
  '4294967295',
  '2147483648',
  '01',
  '1000:',
  ':1000',
  '1:2:3',
  '1e3',
  '+5',
  ' 5',
  'root',
  '',
]

const OTHERS: readonly Tree[] = [
  ...['null', 'true', 'false', '[]', '{}', '[[]]', '[null]', '[{}]', '{"__proto__":{"uid":0,"polluted":true}}'],
  ...['{"toString":1,"valueOf":2}', '{"length":3,"0":1}', '{"":""}', '[1,[2,[3,[4]]]]', 'undefined', "'x'", '//', '"'],
  ...[
    '[{"path":"/dev/video2","type":"c","major":1,"minor":3,"uid":0,"gid":44,"fileMode":432}]',
    '"\\ud800"',
    '"\\u0000"',
  ],
  ...['"\\u002fdev\\/video2"', '{"\\u0075id":1000}', '{"uid":1,"uid":2}', '"\t"', '"\\x41"', `"${'A'.repeat(5000)}"`],
  ...[
    `${'['.repeat(70)}${']'.repeat(70)}`,
    `${'{"a":'.repeat(70)}1${'}'.repeat(70)}`,
    `${'['.repeat(60)}${']'.repeat(60)}`,
  ],
]

const quoted = (text: string): Tree => JSON.stringify(text)
/** Not fc.string({ unit: 'binary' }), which takes a second to prepare for the million code points. */
const anyText = fc.array(fc.nat(0x10ffff), { maxLength: 12 }).map((points) => String.fromCodePoint(...points))
const text = fc.oneof(fc.constantFrom(...PATHS, ...WORDS, ...USERS), anyText)

/** A value that a field does not expect, as JSON text or as something that looks like it. */
export const hostileValue: fc.Arbitrary<Tree> = fc.oneof(
  { arbitrary: fc.constantFrom<Tree>(...NUMBERS), weight: 12 },
  { arbitrary: fc.integer().map(String), weight: 1 },
  { arbitrary: fc.constantFrom<Tree>(...NO_NUMBERS), weight: 1 },
  { arbitrary: text.map(quoted), weight: 10 },
  { arbitrary: fc.constantFrom<Tree>(...OTHERS), weight: 4 },
)

/** A key, as it is written. */
export const hostileKey: fc.Arbitrary<string> = fc
  .constantFrom(
    ...['uid', 'gid', 'path', 'major', 'minor', 'type', 'fileMode', 'devices', 'linux', 'process', 'user', 'mounts'],
    ...['annotations', 'hooks', 'root', 'additionalGids', 'uidMappings', 'containerID', 'size', 'pid', 'bundle', 'id'],
    ...['__proto__', 'constructor', '', 'UID', 'Linux', '\u0000', '"', '\\', 'é', 'toString', 'length', '0'],
  )
  .chain((key) => fc.constantFrom(JSON.stringify(key), escaped(key)))

/** A value of one of our annotations: near its grammar, on both sides. */
export const annotation: fc.Arbitrary<readonly [string, Tree]> = fc.tuple(
  fc
    .constantFrom('mode', 'devices', 'require', 'optional', 'user', 'mode', 'devices', 'Mode', '', 'x', 'user ')
    .map((key) => JSON.stringify(`oci-device-hook/${key}`)),
  fc.oneof(
    fc.constantFrom(...WORDS, ...USERS).map(quoted),
    fc.array(fc.constantFrom(...PATHS), { maxLength: 4 }).map((paths) => quoted(paths.join(','))),
    fc.nat(70).map((count) => quoted(Array(count).fill('/dev/video2').join(','))),
    fc
      .string({ unit: fc.constantFrom('/', 'd', 'e', 'v', '.', ',', ':', '0', '9', '-', ' '), maxLength: 12 })
      .map(quoted),
    hostileValue,
  ),
)

/** Bytes that parsers trip over. */
export const TOKENS: readonly Buffer[] = [
  ...[
    '{',
    '}',
    '[',
    ']',
    '"',
    ':',
    ',',
    '\\',
    '\0',
    '\n',
    '#',
    '=',
    "'",
    '"""',
    "'''",
    '//',
    '/*',
    '--',
    '0',
    '9',
    'e',
    '.',
  ],
  ...[
    'null',
    'true',
    '-1',
    '1e999',
    '18446744073709551615',
    '\\u0000',
    '\\ud800',
    '\\u0022',
    '"__proto__":',
    '"uid":0,',
  ],
  ...[
    'oci-device-hook/',
    '[[deny]]',
    '[deny]',
    'deny = 1',
    '\ufeff',
    '\u2028',
    '🚀',
    '\u202e',
    '{'.repeat(100),
    '[1,'.repeat(80),
  ],
]
  .map((token) => Buffer.from(token))
  .concat([0xff, 0xc0, 0xed, 0xf5, 0x80].map((byte) => Buffer.from([byte, 0x80])))

/** The same key with its first character as an escape, which every parser must read alike. */
function escaped(key: string): string {
  const code = key.charCodeAt(0)
  return key === '' ? '""' : `"\\u${code.toString(16).padStart(4, '0')}${JSON.stringify(key.slice(1)).slice(1)}`
}
