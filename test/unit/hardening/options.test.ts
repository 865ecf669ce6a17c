import { expect, test } from 'vitest'
import { parseTasks } from '../../../scripts/harden/options.ts'
import type { Suite } from '../../hardening/suite.ts'

const A: Suite = { name: 'a', ci: 50, full: 1000, run: () => Promise.reject(new Error('not run here')) }
const B: Suite = { ...A, name: 'b', limit: 60 }

test('parseTasks() asks every suite for its size of npm test, within a time limit', () => {
  const tasks = parseTasks(['--seed', '7'], [A, B])
  expect(tasks.map(({ required, seed, limit }) => [required, seed, limit])).toEqual([
    [50, 7, 300],
    [50, 7, 60],
  ])
})

test('parseTasks() asks for the full sizes with --full, however long that takes', () => {
  expect(parseTasks(['--full'], [A])).toMatchObject([{ required: 1000, limit: undefined }])
})

test('parseTasks() takes one suite and a size', () => {
  expect(parseTasks(['--suite', 'b', '--size', '3'], [A, B])).toMatchObject([{ suite: B, required: 3 }])
})

test.each([
  [['--suite', 'c'], 'Cannot find the suite "c", expected one of: a, b'],
  [['--size', '1e3'], 'Cannot read --size'],
  [['--sed', '1'], "Unknown option '--sed'"],
])('parseTasks() refuses %j', (argv, message) => {
  expect(() => parseTasks(argv, [A, B])).toThrow(message)
})
