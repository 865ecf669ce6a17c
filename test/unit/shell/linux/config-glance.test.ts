import { spawnSync } from 'node:child_process'
import fs from 'node:fs'
import { expect, test } from 'vitest'
import { parseState } from '../../../../src/core/parse/state.ts'
import { configMentions } from '../../../../src/shell/linux/config-glance.ts'
import { TemporaryDirectory } from '../../../native/support/directory.ts'
import { state } from '../../../support/stage.ts'

const TEXT = 'oci-device-hook/'
const mentions = (bundle: string) => configMentions(parseState(state({ bundle })), TEXT)

test('configMentions() finds a text in config.json, and does not find what is not there', () => {
  using dir = new TemporaryDirectory()
  fs.writeFileSync(dir.at('config.json'), '{"annotations":{"oci-device-hook/mode":"auto"}}', { mode: 0o644 })
  expect(mentions(dir.path)).toBe(true)
  fs.writeFileSync(dir.at('config.json'), '{}')
  expect(mentions(dir.path)).toBe(false)
})

test.each<[string, (path: string) => void]>([
  ['is not there', () => {}],
  ['is a FIFO', (path) => void spawnSync('mkfifo', [path])],
  ['is a link', (path) => fs.symlinkSync('/etc/hostname', path)],
  ['is larger than 4 MiB', (path) => fs.writeFileSync(path, ' '.repeat(2 ** 22 + 1), { mode: 0o644 })],
])('configMentions() takes a config.json that %s for one that may', (_what, make) => {
  using dir = new TemporaryDirectory()
  make(dir.at('config.json'))
  expect(mentions(dir.path)).toBe(true)
})
