import { expect, inject, test } from 'vitest'
import { run } from './support/run.ts'

const KEYS = ['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty']

/** A configuration in which every object of interest has a member called like something that objects inherit. */
function configWith(key: string): string {
  const evil = `"${key}": {"polluted": true, "toString": "x", "uid": 0}`
  const devices = `[{${evil}, "path": "/dev/video0", "type": "c", "major": 81, "minor": 0, "uid": 0, "gid": 44}]`
  const linux = `{${evil}, "devices": ${devices}, "resources": {${evil}, "devices": []}}`
  return `{${evil}, "process": {${evil}, "user": {${evil}, "uid": 1000}}, "annotations": {"${key}": "x"}, "linux": ${linux}}`
}

test.each(KEYS)('a configuration with the key %s at every level goes through byte for byte', (key) => {
  const config = configWith(key)
  const { status, stdout, stderr } = run(inject('executable'), { args: ['precreate'], stdin: config })
  expect([status, stdout]).toEqual([0, config])
  expect(stderr).not.toContain('internal error')
})

test.each(KEYS)('a state with the key %s is no state', (key) => {
  const state = `{"${key}": {"pid": 1}, "ociVersion": "1.0.2", "id": "x", "status": "created", "bundle": "/"}`
  const { status, stderr } = run(inject('executable'), { args: ['createRuntime'], stdin: state })
  expect(status).toBe(65)
  expect(stderr).not.toContain('internal error')
})
