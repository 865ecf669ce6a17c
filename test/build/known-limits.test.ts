import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, inject, test } from 'vitest'
import { run, scratch } from './support/run.ts'

/*
 * Node reads these two variables before and beside its options, and no option turns them off. What keeps them out is
 * the explicit "env" of every hooks.d file we ship. Should one of these tests fail with a newer Node: good news.
 */
test.each(['NODE_COMPILE_CACHE', 'NODE_V8_COVERAGE'])(
  '%s still makes the executable create a directory',
  (variable) => {
    const directory = join(scratch(), 'made-by-node')
    const { status, stderr } = run(inject('executable'), { args: ['--version'], env: { [variable]: directory } })
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
    expect(readdirSync(directory)).toBeInstanceOf(Array)
  },
)
