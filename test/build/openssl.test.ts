import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, inject, test } from 'vitest'
import { thisPlatform } from '../../scripts/build/platform.ts'
import { missing, run, scratch } from './support/run.ts'

const { node } = thisPlatform()

test('an OPENSSL_CONF that is a FIFO does not hang the executable, and does hang plain Node', () => {
  const fifo = join(scratch(), 'openssl.cnf')
  execFileSync('mkfifo', [fifo])
  const env = { OPENSSL_CONF: fifo }
  expect(run(inject('executable'), { args: ['--version'], env })).toMatchObject({ status: 0, stderr: '' })
  expect(run(node, { args: ['--eval', '0'], env, patience: 3_000 })).toMatchObject({ signal: 'SIGKILL' })
})

test('a provider in OPENSSL_CONF is not opened by the executable, and is opened by plain Node', ({ skip }) => {
  const reason = missing('strace')
  if (reason !== undefined) skip(reason)
  const provider = join(scratch(), 'evil.so')
  expect(filesOpenedWith(provider, inject('executable'), '--version')).not.toContain(provider)
  expect(filesOpenedWith(provider, node, '--eval', '0')).toContain(provider)
})

test('the executable opens no openssl.cnf at all', ({ skip }) => {
  const reason = missing('strace')
  if (reason !== undefined) skip(reason)
  expect(filesOpened({}, inject('executable'), '--version')).not.toContain('openssl.cnf')
  expect(filesOpened({}, node, '--eval', '0')).toContain('openssl.cnf')
})

function filesOpenedWith(provider: string, file: string, ...args: string[]): string {
  const config = join(scratch(), 'openssl.cnf')
  writeFileSync(config, configurationLoading(provider))
  return filesOpened({ OPENSSL_CONF: config }, file, ...args)
}

/** @returns What strace wrote about openat(2), of all threads. */
function filesOpened(env: Record<string, string>, file: string, ...args: string[]): string {
  const log = join(scratch(), 'strace.log')
  run('strace', {
    args: ['-f', '-s', '4096', '-e', 'trace=openat,open', '-o', log, file, ...args],
    env: { ...path(), ...env },
  })
  return readFileSync(log, 'utf8')
}

function path(): Record<string, string> {
  return { PATH: process.env.PATH ?? '' }
}

/** Node reads the section `nodejs_conf`, OpenSSL's own tools `openssl_conf`. */
function configurationLoading(provider: string): string {
  const init = ['[init]', 'providers = providers', '[providers]', 'evil = evil']
  return ['nodejs_conf = init', ...init, '[evil]', `module = ${provider}`, 'activate = 1', ''].join('\n')
}
