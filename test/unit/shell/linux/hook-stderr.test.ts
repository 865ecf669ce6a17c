import { spawn, spawnSync } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'
import { text } from 'node:stream/consumers'
import { describe, expect, test } from 'vitest'
import { tellEngine } from '../../../../src/shell/linux/engine-stderr.ts'
import { hasListeningStderr, tellStderr } from '../../../../src/shell/linux/hook-stderr.ts'
import { isListening } from '../../../../src/shell/linux/listener.ts'
import { TemporaryDirectory } from '../../../native/support/directory.ts'
import { StandardDescriptors } from '../../../support/descriptors.ts'

/** A program that says a sentence on its stderr, and on that of its parent. */
const FIXTURE = path.join(import.meta.dirname, 'fixtures/tell.ts')

describe('tellStderr()', () => {
  test('says every sentence to a pipe, and to a terminal', () => {
    const command = `"${process.execPath}" "${FIXTURE}" one two`
    const { stderr } = spawnSync('sh', ['-c', command], { encoding: 'utf8' })
    const onTerminal = spawnSync('script', ['--quiet', '--return', '--command', command, '/dev/null'], {
      encoding: 'utf8',
    })
    expect(stderr).toBe('one\ntwo\n')
    expect(onTerminal.stdout.replaceAll('\r', '')).toBe('one\ntwo\n')
  })

  test('says nothing into a file, however it was opened, where writeSync(2) would', () => {
    using dir = new TemporaryDirectory()
    for (const flags of ['w', 'a', 'r+']) {
      using standard = new StandardDescriptors()
      standard.point(2, dir.at('said'), flags)
      tellStderr(['a sentence'])
      expect([hasListeningStderr(), fs.readFileSync(dir.at('said'), 'utf8')]).toEqual([false, ''])
    }
    using standard = new StandardDescriptors()
    standard.point(2, dir.at('said'), 'a')
    fs.writeSync(2, 'control')
    expect(fs.readFileSync(dir.at('said'), 'utf8')).toBe('control')
  })

  test.each(['/dev/full', '/dev/null', '/proc/self/comm'])('does not take %s for somebody who listens', (file) => {
    using standard = new StandardDescriptors()
    standard.point(2, file, 'r+')
    expect(hasListeningStderr()).toBe(false)
  })

  test('says to a socket, as the journal is one', async () => {
    // Node gives a child a socket for each pipe but that of spawnSync().
    const child = spawn(process.execPath, [FIXTURE, 'one'], { stdio: ['ignore', 'ignore', 'pipe'] })
    expect(await text(child.stderr)).toBe('one\n')
  })
})

/** A status of these properties alone. */
const status = (kind: 'file' | 'fifo' | 'socket' | 'char' | 'block', rdev = 0) => ({
  rdev,
  isFIFO: () => kind === 'fifo',
  isSocket: () => kind === 'socket',
  isCharacterDevice: () => kind === 'char',
})

test.each([
  ['a console', status('char', 0x501), true],
  ['a pseudo-terminal', status('char', 0x8803), true],
  ['a serial line', status('char', 0x440), true],
  ['memory', status('char', 0x101), false],
  ['the kernel log', status('char', 0x10b), false],
  ['a watchdog, which any byte arms', status('char', 0xa82), false],
  ['a disk whose major is that of a terminal', status('block', 0x401), false],
  ['a file', status('file'), false],
])('isListening() of %s', (_what, seen, expected) => {
  expect(isListening(seen)).toBe(expected)
})

describe('tellEngine()', () => {
  /** The parent is a shell, whose stderr is `parent`; that of the program is `own`. Node's own pipes are sockets. */
  const tell = (own: string, parent: string) => {
    const program = `sh -c 'exec "${process.execPath}" "${FIXTURE}" --engine one 2>${own}'`
    return spawnSync('sh', ['-c', `{ ${program}; :; } 2>${parent} | cat`], { encoding: 'utf8' }).stdout
  }

  test('says it to the pipe of its parent, where its own stderr is /dev/null or a file', () => {
    using dir = new TemporaryDirectory()
    expect(tell('/dev/null', '&1')).toBe('one\n')
    expect(tell(dir.at('said'), '&1')).toBe('one\n')
    expect(fs.readFileSync(dir.at('said'), 'utf8')).toBe('')
  })

  test('leaves a file of its parent alone', () => {
    using dir = new TemporaryDirectory()
    expect(tell('/dev/null', dir.at('parent'))).toBe('')
    expect(fs.readFileSync(dir.at('parent'), 'utf8')).toBe('')
  })

  test('says nothing twice: whoever listens at its own stderr has heard it', () => {
    using standard = new StandardDescriptors()
    using dir = new TemporaryDirectory()
    spawnSync('mkfifo', [dir.at('pipe')])
    standard.point(2, dir.at('pipe'), 'r+')
    expect(hasListeningStderr()).toBe(true)
    expect(() => tellEngine(['one'])).not.toThrow()
  })
})
