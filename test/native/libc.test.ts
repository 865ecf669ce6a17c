import fs from 'node:fs'
import { describe, expect, test } from 'vitest'
import { FUNCTIONS, SYSCALLS } from '../../src/native/c-prototypes.ts'
import { libc } from '../../src/native/libc.ts'
import { syscallNumber, UnsupportedArchitectureError } from '../../src/native/syscalls.ts'

const HEADERS = {
  x64: '/usr/include/x86_64-linux-gnu/asm/unistd_64.h',
  arm64: '/usr/include/asm-generic/unistd.h',
}

describe('libc()', () => {
  test.each([...Object.keys(FUNCTIONS), ...Object.keys(SYSCALLS)])('declares %s() from its prototype', (name) => {
    expect(libc()).toHaveProperty(name, expect.any(Function))
  })

  test('declares a function once', () => {
    expect(libc().getppid).toBe(libc().getppid)
  })
})

describe('syscallNumber()', () => {
  test.each(Object.entries(HEADERS))('agrees with the kernel headers of %s', (arch, header) => {
    const numbers = readNumbers(header)
    const known = Object.keys(SYSCALLS).filter((name) => numbers.has(name))
    expect(known.length).toBeGreaterThan(10)
    expect(known.map((name) => [name, syscallNumber(name, arch)])).toEqual(
      known.map((name) => [name, numbers.get(name)]),
    )
  })

  test('knows the number of every bound call on both architectures', () => {
    const numbers = Object.keys(SYSCALLS).flatMap((name) => [syscallNumber(name, 'x64'), syscallNumber(name, 'arm64')])
    expect(numbers.every((number) => Number.isInteger(number))).toBe(true)
  })

  test('refuses another architecture, where the number would be some other call', () => {
    expect(() => syscallNumber('setgroups', 'riscv64')).toThrow(UnsupportedArchitectureError)
    expect(() => syscallNumber('setgroups', 'riscv64')).toThrow(/setgroups\(\) on riscv64.*x64 and arm64/)
  })
})

/** `#define __NR_openat2 437`, and `__NR3264_` for those whose arguments differ on 32-bit machines. */
function readNumbers(header: string): ReadonlyMap<string, number> {
  const lines = fs.readFileSync(header, 'utf8').matchAll(/^#define __NR(?:3264)?_(\w+)\s+(\d+)/gm)
  return new Map(Array.from(lines, ([, name = '', number]) => [name, Number(number)]))
}
