import { spawn, spawnSync } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { readStdin } from '../../../../src/shell/linux/stdin.ts'
import { writeConfig, writeStderr } from '../../../../src/shell/linux/stdio.ts'
import { TemporaryDirectory } from '../../../native/support/directory.ts'
import { StandardDescriptors } from '../../../support/descriptors.ts'
import { hookError } from '../../../support/expect-error.ts'

const fixture = (name: string) => path.join(import.meta.dirname, 'fixtures', `${name}.ts`)

/** Runs a fixture by a shell, so that descriptors can be closed and pointed anywhere. */
function shell(command: string, input: string | Buffer = '') {
  const env = { ...process.env, READ: fixture('read-stdin'), WRITE: fixture('write-stdout'), NODE: process.execPath }
  const { status, stdout, stderr } = spawnSync('sh', ['-c', command], { input, env, encoding: 'utf8', timeout: 20_000 })
  return { status, stdout, stderr: stderr.trim() }
}

const TELLS = 'stdin does not end: found more to come, expected its end'

describe('readStdin()', () => {
  test.each([
    ['nothing', '$NODE $READ </dev/null', '0'],
    ['a closed stdin as nothing', '$NODE $READ <&-', '0'],
    ['a file', 'head -c 3000000 /dev/zero >$T && $NODE $READ <$T; rm $T', '3000000'],
    ['five MiB of a pipe, more than is ever parsed', 'head -c 5242880 /dev/zero | $NODE $READ', '5242880'],
    ['what comes in drops', '(printf a; sleep 0.1; printf b) | $NODE $READ', '2'],
  ])('takes %s', (_what, command, length) => {
    using dir = new TemporaryDirectory()
    expect(shell(`T=${dir.at('t')}; ${command}`)).toEqual({ status: 0, stdout: length, stderr: '' })
  })

  test('gives up on a stdin that has no end', () => {
    const { status, stderr } = shell('$NODE $READ </dev/zero')
    expect([status, stderr]).toEqual([65, 'stdin has no end: found more than 67108864 bytes'])
  })

  test('gives up on a pipe that is never closed, and on one that drips, before the engine does', () => {
    const { status, stdout, stderr } = shell(`
      (sleep 12) | (timeout 13 $NODE $READ; echo silent $?) 2>&1 &
      (while sleep 0.5; do printf x || exit; done) 2>/dev/null | (timeout 13 $NODE $READ; echo dripping $?) 2>&1 & wait %2`)
    expect(stdout.split('\n').sort()).toEqual(['', ...['dripping 65', 'silent 65'], TELLS, TELLS].sort())
    expect([status, stderr]).toEqual([0, ''])
  })

  test('reads a terminal up to the sign for its end', () => {
    const typed =
      '(sleep 1; printf \'hello\\n\\004\'; sleep 1) | script --quiet --return --command "$NODE $READ" /dev/null'
    expect(shell(typed).stdout).toMatch(/6\s*$/)
  })

  test('does not make the pipe of whoever shares it one that does not wait', () => {
    const { stdout } = shell(
      '(sleep 0.5; echo late) | ($NODE -e 0; timeout 0.2 $NODE $READ; read -r line; echo "got $line")',
    )
    expect(stdout).toContain('got late')
  })

  test('refuses a directory', () => {
    expect(shell('$NODE $READ </')).toMatchObject({ status: 65, stderr: expect.stringContaining('found EISDIR') })
  })

  test('waits for a pipe that does not wait for itself', async () => {
    const child = spawn(process.execPath, [fixture('read-stdin')], { stdio: ['pipe', 'pipe', 'inherit'] })
    child.stdin.write('first ')
    child.stdin.end('second')
    const [chunk] = await new Promise<Buffer[]>((done) => child.stdout.once('data', (data) => done([data])))
    expect(chunk?.toString()).toBe('12')
  })
})

describe('writeConfig()', () => {
  test.each([
    ['all of a large output to a slow reader', '$NODE $WRITE 3000000 | (sleep 0.2; wc -c)', '3000000'],
    ['nothing', '$NODE $WRITE 0', ''],
    ['to /dev/null, if that is what was meant', '$NODE $WRITE 5 >/dev/null', ''],
  ])('writes %s', (_what, command, stdout) => {
    expect(shell(command)).toEqual({
      status: 0,
      stdout: expect.stringMatching(new RegExp(`^${stdout}\\s*$`)),
      stderr: '',
    })
  })

  test.each([
    ['a full device', '$NODE $WRITE 5 >/dev/full', 'ENOSPC'],
    ['a closed stdout, in whose place Node puts /dev/null', '$NODE $WRITE 5 >&-', 'it is closed'],
    ['a reader that is gone', '{ $NODE $WRITE 3000000; echo $? >&2; } | true', 'EPIPE'],
  ])('fails for %s', (_what, command, found) => {
    const { status, stderr } = shell(command)
    expect(stderr).toContain(`stdout cannot be written: found ${found}`)
    expect([status, stderr.split('\n').at(-1)]).toContain(stderr.includes('\n') ? '74' : 74)
  })
})

/** Here the descriptors of this very process are exchanged, so that coverage sees what is run. */
describe('in this process', () => {
  test('stdin, stdout and stderr are the descriptors 0, 1 and 2', () => {
    using dir = new TemporaryDirectory()
    using standard = new StandardDescriptors()
    fs.writeFileSync(dir.at('in'), 'hello')
    standard.point(0, dir.at('in'), 'r')
    standard.point(1, dir.at('out'), 'w')
    standard.point(2, dir.at('err'), 'w')
    writeConfig(readStdin())
    writeStderr('a sentence')
    expect(fs.readFileSync(dir.at('out'), 'utf8')).toBe('hello')
    expect(fs.readFileSync(dir.at('err'), 'utf8')).toBe('a sentence\n')
  })

  test('a full stdout is ERR_OUTPUT, a full stderr is nothing to stop for', () => {
    using standard = new StandardDescriptors()
    standard.point(1, '/dev/full', 'w')
    standard.point(2, '/dev/full', 'w')
    const { exit } = hookError('ERR_OUTPUT', () => writeConfig(Buffer.from('x')))
    expect(exit).toBe(74)
    expect(() => writeStderr('x')).not.toThrow()
  })

  test('a stdout open for reading and writing on /dev/null is what Node leaves for a closed one', () => {
    using standard = new StandardDescriptors()
    standard.point(1, '/dev/null', 'r+')
    const { message } = hookError('ERR_OUTPUT', () => writeConfig(Buffer.from('x')))
    standard.point(1, '/dev/null', 'w')
    expect(() => writeConfig(Buffer.from('x'))).not.toThrow()
    expect(message).toContain('it is closed')
  })

  test('a stdin without end and a directory are ERR_STDIN', () => {
    using standard = new StandardDescriptors()
    standard.point(0, '/dev/zero', 'r')
    hookError('ERR_STDIN', readStdin)
    standard.point(0, '/', 'r')
    hookError('ERR_STDIN', readStdin)
  })
})
