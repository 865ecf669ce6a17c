import { expect, test } from 'vitest'
import { runTimed, succeed } from '../../../scripts/bench/spawn.ts'

const shell = (script: string) => runTimed({ path: '/bin/sh', argv: ['sh', '-c', script], stdin: '/etc/passwd' })

test('runTimed() gives the program its file, and tells what it wrote and how it ended', () => {
  const ended = shell('read -r first; echo "$first"; echo oops >&2; exit 3')
  expect(ended).toMatchObject({ exit: 3, stderr: 'oops\n' })
  expect(ended.stdout).toMatch(/^root:/)
})

test('runTimed() measures from the start to the end, and processor time apart from waiting', () => {
  const waiting = shell('sleep 0.2')
  expect(waiting.wall).toBeGreaterThan(200)
  expect(waiting.cpu).toBeLessThan(100)
  const busy = shell('i=0; while [ $i -lt 60000 ]; do i=$((i+1)); done')
  expect(busy.cpu).toBeGreaterThan(5)
})

test('runTimed() tells a signal by its number, as a shell does', () => {
  expect(shell('kill -KILL $$').exit).toBe(137)
})

test('runTimed() refuses a program that does not exist', () => {
  expect(() => runTimed({ path: '/nonexistent', argv: ['x'], stdin: '/dev/null' })).toThrow('posix_spawn /nonexistent')
})

test('succeed() quotes what a failed program said', () => {
  expect(() => succeed('it', shell('echo why >&2; exit 1'))).toThrow('it ended with 1: why')
})
