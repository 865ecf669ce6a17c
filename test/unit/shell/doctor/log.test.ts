import { expect, test } from 'vitest'
import { readRecording, replay } from '../../../../src/cli/doctor/recording.ts'
import { log } from '../../../../src/shell/doctor/checks/log.ts'
import type { Sources } from '../../../../src/shell/doctor/sources.ts'

const { sources } = replay(readRecording('test/support/recorded/silent.json'))
const DIRECTORY = '/run/oci-device-hook'
const status = { kind: 'file', uid: 0, gid: 0, mode: 0o600, changed: 1 } as const

async function codeWith(changes: Partial<Sources>) {
  const [finding] = await log.look({ ...sources, ...changes }, { isRoot: true, user: undefined })
  return [finding?.code, finding?.severity]
}

test('the log that is not there is well, and one that cannot be read is unknown', async () => {
  expect(await codeWith({})).toEqual(['LOG', 'ok'])
  expect(await codeWith({ status: (path) => (path === `${DIRECTORY}/log.jsonl` ? status : undefined) })).toEqual([
    'LOG_CLOSED',
    'unknown',
  ])
})

test('a directory that may not be looked into may hold a log', async () => {
  const directory = (path: string) => (path === DIRECTORY ? { ...status, kind: 'directory' as const } : undefined)
  expect(await codeWith({ status: directory })).toEqual(['LOG_CLOSED', 'unknown'])
  expect(await codeWith({ status: directory, list: () => [] })).toEqual(['LOG', 'ok'])
})
