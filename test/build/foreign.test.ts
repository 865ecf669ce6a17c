import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { emulatorOf, missingFor, type Processor } from '../../scripts/build/emulator.ts'
import { inRoot } from '../../scripts/build/repository.ts'
import { build } from '../../scripts/build.ts'

/** The processor that this machine does not have, and e_machine of elf.h. */
const OTHER: Processor = process.arch === 'arm64' ? 'x64' : 'arm64'
const MACHINE = { arm64: 183, x64: 62 }[OTHER]

const missing = missingFor(OTHER)
const out = mkdtempSync(join(tmpdir(), 'oci-device-hook-foreign-'))
const executable = join(out, 'oci-device-hook')

beforeAll(async () => {
  if (missing === undefined) await build({ main: 'src/main.ts', out, processor: OTHER })
}, 600_000)
afterAll(() => rmSync(out, { recursive: true }))

function precreate(command: readonly string[], config: string) {
  const [program = '', ...args] = [...command, 'precreate']
  return spawnSync(program, args, { input: config, encoding: 'utf8' })
}

test(`build() makes an executable for ${OTHER}`, (context) => {
  context.skip(missing !== undefined, missing)
  expect(readFileSync(executable).readUInt16LE(18)).toBe(MACHINE)
})

test(`the executable for ${OTHER} says the same to the same config.json as that for ${process.arch}`, (context) => {
  context.skip(missing !== undefined, missing)
  const config = JSON.parse(readFileSync(inRoot('test/support/config.json'), 'utf8'))
  config.annotations = { 'oci-device-hook/mode': 'auto' }
  config.linux.devices[0] = { ...config.linux.devices[0], path: '/dev/odh-foreign', gid: 44 }
  const text = JSON.stringify(config)
  const theirs = precreate([...emulatorOf(OTHER), executable], text)
  expect(theirs).toMatchObject({ status: 0, stderr: '' })
  expect(theirs.stdout).not.toBe(text)
  expect(theirs.stdout).toBe(precreate([inject('executable')], text).stdout)
})
