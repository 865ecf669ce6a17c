import { spawnSync } from 'node:child_process'
import { mkdirSync, rmdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, inject, test } from 'vitest'
import { missing, run, scratch } from './support/run.ts'

const config = JSON.stringify({ ociVersion: '1.0.2', root: { path: 'rootfs' }, linux: {} })
const clean = () => run(inject('executable'), { args: ['precreate'], stdin: config })

/** Everything that Node or a library would look for in a working directory. */
const TRIPWIRES = [
  '.env',
  'node.config.json',
  'package.json',
  'index.js',
  'commander.js',
  'koffi.node',
  'oci-device-hook.node',
  'node_modules/commander/index.js',
  'node_modules/koffi/index.js',
  'node_modules/zod/index.js',
]

test('a working directory full of modules and settings changes nothing, and none of them is opened', (context) => {
  const reason = missing('strace')
  context.skip(reason !== undefined, reason)
  const directory = scratch()
  for (const name of TRIPWIRES) {
    mkdirSync(join(directory, name, '..'), { recursive: true })
    writeFileSync(join(directory, name), 'throw new Error("loaded from the working directory")')
  }
  const log = join(directory, 'trace')
  const args = ['--follow-forks', '--trace=%file', '--output', log, inject('executable'), 'precreate']
  const { status, stdout } = spawnSync('strace', args, { cwd: directory, env: {}, input: config, encoding: 'utf8' })
  expect([status, stdout]).toEqual([clean().status, clean().stdout])
  const { stdout: opened } = spawnSync('grep', ['--extended-regexp', TRIPWIRES.join('|'), log], { encoding: 'utf8' })
  expect(opened).toBe('')
})

test('a working directory that is gone is no obstacle', () => {
  const directory = join(scratch(), 'gone')
  mkdirSync(directory)
  const command = 'cd "$1" && rmdir "$1" && exec "$0" precreate'
  const { status, stdout } = spawnSync('sh', ['-c', command, inject('executable'), directory], {
    env: {},
    input: config,
    encoding: 'utf8',
  })
  expect([status, stdout]).toEqual([0, config])
  expect(() => rmdirSync(directory)).toThrow('ENOENT')
})
