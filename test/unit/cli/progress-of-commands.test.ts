import { expect, test } from 'vitest'
import { runProgram } from '../../../src/cli/program.ts'
import { recordedOutput } from '../../support/recorded-output.ts'

/** Each of them starts podman, which takes as long as it takes. */
test.each([
  [['verify', 'no-such-container'], 'asking about no-such-container'],
  [['doctor', 'no-such-container'], 'looking at no-such-container'],
  [['log', 'no-such-container'], 'asking podman'],
  [['gidmap', 'no-such-group', '--user', 'nobody'], 'asking podman'],
])('%j says what it waits for', async (args, expected) => {
  const output = recordedOutput()
  const waits: string[] = []
  output.progress = (what, work) => {
    waits.push(what)
    return work
  }
  await runProgram(['node', 'oci-device-hook', ...args], output)
  expect(waits).toEqual([expected])
})
