import { describe, expect, inject, test } from 'vitest'
import { thisPlatform } from '../../scripts/build/platform.ts'
import { type Evil, plantEvil } from './support/evil.ts'
import { run, type Start } from './support/run.ts'

const { node } = thisPlatform()

/** A debugger that waits to be attached never ends: a run of the control this long, in milliseconds, has obeyed. */
const patience = 3_000

/** `sealed` is an option that no single executable obeys, so that there is nothing to see in the control either. */
type Case = { readonly name: string; readonly sealed?: true; readonly option: (evil: Evil) => string }

const cases: readonly Case[] = [
  { name: '--require', option: ({ script }) => `--require=${script}` },
  { name: '--import', sealed: true, option: ({ module }) => `--import=${module}` },
  { name: '--inspect-brk', option: () => '--inspect-brk=127.0.0.1:0' },
  { name: '--inspect', option: () => '--inspect=127.0.0.1:0' },
  { name: '--env-file', sealed: true, option: ({ envFile }) => `--env-file=${envFile}` },
  { name: '--experimental-config-file', option: ({ envFile }) => `--experimental-config-file=${envFile}` },
  { name: '--nonsense', option: () => '--nonsense' },
]

describe('in NODE_OPTIONS', () => {
  test.each(cases)('$name changes nothing about the executable, and does change plain Node', ({ option }) => {
    const hook = tempt(inject('executable'), ['--version'], (evil) => ({ env: { NODE_OPTIONS: option(evil) } }))
    expect(hook.changed).toEqual(hook.unchanged)

    const plain = tempt(node, ['--eval', '0'], (evil) => ({ env: { NODE_OPTIONS: option(evil) }, patience }))
    expect(plain.changed).not.toEqual(plain.unchanged)
  })

  test.each(cases.slice(0, 2))('$name runs code in plain Node: the canary of these tests works', ({ option }) => {
    const { changed } = tempt(node, ['--eval', '0'], (evil) => ({ env: { NODE_OPTIONS: option(evil) } }))
    expect(changed.ranEvil).toBe(true)
  })
})

describe('as an argument', () => {
  test.each(cases)('$name is ours to read, not an option of Node', ({ option }) => {
    const { changed } = tempt(inject('executable'), [], (evil) => ({ args: [option(evil), '--version'] }))
    expect(changed).toMatchObject({ ranEvil: false, signal: null })
    expect(changed.stderr).not.toMatch(/debugger|inspector/i)
  })

  test.each(cases)('--node-options=$name is ours to read, not an option of Node', ({ option }) => {
    const args = (evil: Evil) => ({ args: ['--version', `--node-options=${option(evil)}`] })
    const { changed } = tempt(inject('executable'), [], args)
    expect(changed).toMatchObject({ ranEvil: false, signal: null })
    expect(changed.stderr).not.toMatch(/debugger|inspector/i)
  })

  const obeyed = cases.filter(({ sealed }) => sealed !== true)
  test.each(obeyed)('--node-options=$name does change an executable without our flags', ({ option }) => {
    const control = tempt(inject('control'), [], (evil) => ({ args: [`--node-options=${option(evil)}`], patience }))
    expect(control.changed).not.toEqual(control.unchanged)
  })
})

/** Runs `file` as it is, and then with what `temptation` makes of the planted files. */
function tempt(file: string, args: readonly string[], temptation: (evil: Evil) => Start) {
  const evil = plantEvil()
  const unchanged = { ...run(file, { args }), ranEvil: false }
  const outcome = run(file, { args, ...temptation(evil) })
  return { unchanged, changed: { ...outcome, ranEvil: evil.ran() } }
}
