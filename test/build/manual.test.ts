import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { writeManual } from '../../scripts/build/manual.ts'
import { identifyProduct } from '../../scripts/build/product.ts'
import { createProgram } from '../../src/cli/program.ts'

const out = mkdtempSync(join(tmpdir(), 'manual-'))
afterAll(() => rmSync(out, { recursive: true }))
writeManual(out, identifyProduct(), () => {})

const PAGES = ['oci-device-hook.1', 'oci-device-hook-policy.toml.5']
const page = (name: string) => join(out, 'man', name)
const NEEDS_MANDOC = 'needs mandoc: install its package, or run npm test as root, which does'
const has = (tool: string) => spawnSync(tool, ['-h'], { stdio: 'ignore' }).error === undefined

describe.each(PAGES)('%s', (name) => {
  test('is clean for mandoc -T lint', ({ skip }) => {
    skip(!has('mandoc'), NEEDS_MANDOC)
    const { stdout, stderr } = spawnSync('mandoc', ['-T', 'lint', '-W', 'warning', page(name)], { encoding: 'utf8' })
    expect(stdout + stderr).toBe('')
  })

  test('is clean for man --warnings', ({ skip }) => {
    skip(!has('man'), 'needs man: install man-db')
    const args = ['--warnings', '-E', 'UTF-8', '-l', '-Tutf8', '-Z', page(name)]
    const { stderr, status } = spawnSync('man', args, { encoding: 'utf8', env: { ...process.env, MANWIDTH: '80' } })
    expect({ stderr, status }).toEqual({ stderr: '', status: 0 })
  })
})

test('[control] mandoc -T lint notices a page with a fault', ({ skip }) => {
  skip(!has('mandoc'), NEEDS_MANDOC)
  const broken = join(out, 'broken.1')
  writeFileSync(
    broken,
    readFileSync(page('oci-device-hook.1'), 'utf8').replace('.SH "DESCRIPTION"', '.SX "DESCRIPTION"'),
  )
  expect(spawnSync('mandoc', ['-T', 'lint', broken], { encoding: 'utf8' }).stdout).toContain('.SX')
})

test('oci-device-hook.1 has every command and every option that is not hidden', () => {
  const text = readFileSync(page('oci-device-hook.1'), 'utf8').replaceAll('\\-', '-')
  const program = createProgram()
  for (const command of [program, ...program.commands, ...program.commands.flatMap(({ commands }) => commands)]) {
    expect(text).toContain(command.name())
    for (const { flags, hidden } of command.options) if (!hidden) expect(text).toContain(flags)
  }
})
