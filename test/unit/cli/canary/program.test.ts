import { spawnSync } from 'node:child_process'
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { exitProgram } from '../../../../src/cli/canary/program.ts'

const written = (program: Buffer) => {
  const directory = mkdtempSync(join(tmpdir(), 'canary-'))
  onTestFinished(() => rmSync(directory, { recursive: true }))
  const path = join(directory, 'program')
  writeFileSync(path, program)
  chmodSync(path, 0o755)
  return path
}

test('exitProgram() is a program of this machine that ends with 0, without an environment', () => {
  const program = exitProgram()
  if (program === undefined) throw new Error(`no program for ${process.arch}`)
  expect(spawnSync(written(program), { env: {} })).toMatchObject({ status: 0, signal: null })
})

test.each([
  ['x64', 62],
  ['arm64', 183],
])('exitProgram(%s) names its processor (e_machine %i), and loads itself to its last byte', (arch, machine) => {
  const program = exitProgram(arch) ?? Buffer.alloc(120)
  expect(program.toString('latin1', 0, 4)).toBe('\x7fELF')
  expect(program.readUInt16LE(18)).toBe(machine)
  expect(program.readBigUInt64LE(96)).toBe(BigInt(program.length))
})

test('exitProgram() has none for another processor', () => {
  expect(exitProgram('riscv64')).toBeUndefined()
})
