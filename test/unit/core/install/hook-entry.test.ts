import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { hookEntryText } from '../../../../src/core/install/hook-entry.ts'

test.each(['precreate', 'createRuntime', 'prestart'] as const)(
  'hooks.d/%s is what install writes for /usr/bin',
  (stage) => {
    const shipped = new URL(`../../../../hooks.d/${stage}/oci-device-hook-${stage}.json`, import.meta.url)
    const text = hookEntryText({ executable: '/usr/bin/oci-device-hook', stage, always: false })
    expect(text).toBe(readFileSync(shipped, 'utf8'))
  },
)

test('hookEntryText() with always has no other condition, since podman takes conditions together', () => {
  const { when } = JSON.parse(hookEntryText({ executable: '/x', stage: 'precreate', always: true }))
  expect(when).toEqual({ always: true })
})

test('hookEntryText() survives a path with a quote and a backslash', () => {
  const executable = '/home/a"b\\c/oci-device-hook'
  expect(JSON.parse(hookEntryText({ executable, stage: 'precreate', always: false })).hook.path).toBe(executable)
})
