import fs from 'node:fs'
import { describe, expect, test } from 'vitest'
import { specDirectory } from '../../../../src/shell/linux/cdi/spec-directory.ts'
import { removeFile, writeWhole } from '../../../../src/shell/linux/cdi/write.ts'
import { TemporaryDirectory } from '../../../native/support/directory.ts'
import { hookError } from '../../../support/expect-error.ts'

describe('writeWhole()', () => {
  test('makes a file of mode 0644 in new directories of mode 0755, whatever the umask, and nothing beside it', () => {
    using directory = new TemporaryDirectory()
    const old = process.umask(0o077)
    writeWhole(`${directory.path}/etc/cdi/a.yaml`, 'text')
    expect(process.umask(old)).toBe(0o077)
    const modeOf = (path: string) => fs.statSync(`${directory.path}/${path}`).mode & 0o7777
    expect([modeOf('etc'), modeOf('etc/cdi'), modeOf('etc/cdi/a.yaml')]).toEqual([0o755, 0o755, 0o644])
    expect(fs.readdirSync(`${directory.path}/etc/cdi`)).toEqual(['a.yaml'])
  })

  test('replaces a link, and does not write through it', () => {
    using directory = new TemporaryDirectory()
    fs.writeFileSync(`${directory.path}/victim`, 'as it was')
    fs.symlinkSync('victim', `${directory.path}/a.yaml`)
    writeWhole(`${directory.path}/a.yaml`, 'text')
    expect(fs.readFileSync(`${directory.path}/victim`, 'utf8')).toBe('as it was')
    expect(fs.lstatSync(`${directory.path}/a.yaml`).isFile()).toBe(true)
  })

  test('leaves nothing behind where the name is taken by a directory', () => {
    using directory = new TemporaryDirectory()
    fs.mkdirSync(`${directory.path}/a.yaml/full`, { recursive: true })
    expect(hookError('ERR_OUTPUT', () => writeWhole(`${directory.path}/a.yaml`, 'text')).exit).toBe(74)
    expect(fs.readdirSync(directory.path)).toEqual(['a.yaml'])
  })
})

test('removeFile() says whether there was one', () => {
  using directory = new TemporaryDirectory()
  fs.writeFileSync(`${directory.path}/a`, '')
  expect([removeFile(`${directory.path}/a`), removeFile(`${directory.path}/a`)]).toEqual([true, false])
  hookError('ERR_OUTPUT', () => removeFile(directory.path))
})

describe('specDirectory()', () => {
  test('finds what engines read, sorted, and says why the rest of it cannot be read', () => {
    using directory = new TemporaryDirectory()
    const path = (name: string) => `${directory.path}/${name}`
    fs.writeFileSync(path('b.json'), '{}')
    fs.writeFileSync(path('notes.txt'), '')
    fs.writeFileSync(path('.hidden.yaml.123'), '')
    fs.symlinkSync('nowhere', path('a.yaml'))
    fs.mkdirSync(path('c.yaml'))
    const found = specDirectory(directory.path).files.map(({ path: file, content }) => [file, content])
    expect(found).toEqual([
      [path('a.yaml'), { fault: 'ENOENT' }],
      [path('b.json'), { text: '{}' }],
      [path('c.yaml'), { fault: 'a special file' }],
    ])
  })

  test('finds none where there is no directory', () => {
    const nothing = { access: undefined, fault: undefined, files: [] }
    expect(specDirectory('/nonexistent/cdi')).toEqual({ path: '/nonexistent/cdi', ...nothing })
    expect(specDirectory('/etc/passwd/cdi')).toEqual({ path: '/etc/passwd/cdi', ...nothing })
  })

  test('says why a directory cannot be read, and who may do what with it and its files', () => {
    using directory = new TemporaryDirectory()
    fs.writeFileSync(`${directory.path}/a.yaml`, '')
    fs.chmodSync(`${directory.path}/a.yaml`, 0o646)
    const { access, files } = specDirectory(directory.path)
    expect(access).toMatchObject({ uid: process.getuid?.(), mode: fs.statSync(directory.path).mode & 0o7777 })
    expect(files[0]?.access?.mode).toBe(0o646)
    // Root may read everything: a loop of links is what it cannot follow either.
    fs.symlinkSync('loop', `${directory.path}/loop`)
    expect(specDirectory(`${directory.path}/loop`)).toMatchObject({ fault: 'ELOOP', files: [] })
  })
})
