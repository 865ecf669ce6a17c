import { expect, inject, test } from 'vitest'
import { readBlob } from './support/blob.ts'

test('the executable takes no option of Node from its environment or its arguments', () => {
  expect(readBlob(inject('executable')).execArgvExtension).toBe('none')
  expect(readBlob(inject('control')).execArgvExtension).toBe('cli')
})

test('the executable starts Node with exactly the options that were decided on', () => {
  expect(readBlob(inject('executable')).execArgv).toEqual([
    '--no-rehash-snapshot',
    '--no-lazy',
    '--no-opt',
    '--no-maglev',
    '--disallow-code-generation-from-strings',
    '--v8-pool-size=1',
    '--disable-sigusr1',
    '--openssl-config=/dev/null',
    '--disable-proto=throw',
  ])
  expect(readBlob(inject('control')).execArgv).toEqual([])
})

test('the executable holds a code cache for the main script and for each part, no snapshot, and koffi', () => {
  const { flags, assets } = readBlob(inject('executable'))
  expect(flags).toEqual(['disableExperimentalSEAWarning', 'useCodeCache', 'assets', 'execArgv'])
  const parts = assets.filter((name) => !name.endsWith('.cache') && name !== 'koffi.node')
  expect(parts).toContain('cli-main')
  expect(assets.toSorted()).toEqual([...parts, ...parts.map((name) => `${name}.cache`), 'koffi.node'].toSorted())
})

test('the executable names no directory of the machine that built it', () => {
  expect(readBlob(inject('executable')).mainPath).toBe('main.cjs')
})
