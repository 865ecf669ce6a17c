import { expect, test } from 'vitest'
import { runProgram } from '../../../src/cli/program.ts'
import { recordedOutput } from '../../support/recorded-output.ts'

test.each([
  ['verify cam --pid 1', 'found the container "cam" and --pid'],
  ['doctor --explain x --record /tmp/odh-never-written', 'found --explain and --record'],
  ['doctor --explain x --canary', 'found --explain and --canary'],
  ['doctor --explain x --user nosuch', 'found --explain and --user'],
  ['doctor --explain x --replay nosuch', 'found --explain and --replay'],
  ['doctor --user=', 'found an empty name'],
  ['devices --user=', 'found an empty name'],
  ['gidmap video --user=', 'found an empty name'],
])('%s: refused, for one of the two would be dropped without a word', async (line, sentence) => {
  const output = recordedOutput()
  await runProgram(['node', 'oci-device-hook', ...line.split(' ')], output)
  expect(output.stderr.replaceAll('\n', ' ')).toContain(sentence)
  expect(output.stdout).toBe('')
  expect(output.code).toBe(64)
})
