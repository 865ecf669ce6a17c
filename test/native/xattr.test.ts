import { spawnSync } from 'node:child_process'
import fs from 'node:fs'
import { describe, expect, test } from 'vitest'
import { O_PATH, O_RDONLY } from '../../src/native/constants.ts'
import { open } from '../../src/native/open.ts'
import { fgetxattr } from '../../src/native/xattr.ts'
import { TemporaryDirectory } from './support/directory.ts'
import { errorOf } from './support/outcome.ts'

describe('fgetxattr()', () => {
  test.each([
    ['a descriptor for reading', O_RDONLY],
    ['an O_PATH descriptor', O_PATH],
  ])('reads the bytes of an attribute of %s', (_, flags) => {
    using dir = new TemporaryDirectory()
    fs.writeFileSync(dir.at('file'), '')
    setAttribute(dir.at('file'), 'user.label', 'a\0b')
    using file = open(dir.at('file'), flags)
    expect(fgetxattr(file.fd, 'user.label')).toEqual(Buffer.from('a\0b'))
  })

  test.each([O_RDONLY, O_PATH])('answers undefined where there is none (flags %i)', (flags) => {
    using dir = new TemporaryDirectory()
    fs.writeFileSync(dir.at('file'), '')
    using file = open(dir.at('file'), flags)
    expect(fgetxattr(file.fd, 'user.label')).toBeUndefined()
  })

  test.each([O_RDONLY, O_PATH])('answers undefined on a file system without attributes (flags %i)', (flags) => {
    using file = open('/proc/version', flags)
    expect(fgetxattr(file.fd, 'user.label')).toBeUndefined()
  })

  test('throws for a descriptor that is not open', () => {
    expect(errorOf(() => fgetxattr(2 ** 31 - 1, 'user.label'))).toMatchObject({ code: 'ENOENT', syscall: 'getxattr' })
  })

  test('throws for a name that is none', () => {
    using file = open('/dev/null', O_RDONLY)
    expect(errorOf(() => fgetxattr(file.fd, 'x'.repeat(300)))).toMatchObject({ code: 'ERANGE', syscall: 'fgetxattr' })
  })
})

function setAttribute(path: string, name: string, value: string): void {
  const program = 'import os, sys; os.setxattr(sys.argv[1], sys.argv[2], sys.argv[3].encode().replace(b"|", b"\\0"))'
  const { stderr } = spawnSync('python3', ['-c', program, path, name, value.replace('\0', '|')], { encoding: 'utf8' })
  if (stderr !== '') throw new Error(stderr)
}
