import { expect, test } from 'vitest'
import { checkConfig } from '../../../../src/core/parse/config.ts'
import { keepsGroups } from '../../../../src/core/resolve/keep-groups.ts'
import { configuredRuntime, runtimeOfCommand } from '../../../../src/core/resolve/runtime.ts'

test.each<[string[], string]>([
  [['/usr/bin/crun', 'create', 'x'], 'crun'],
  [['runc', '--root', '/r', 'create'], 'runc'],
  [['podman', '--runtime', '/usr/bin/runc', 'run'], 'runc'],
  [['podman', '--runtime=crun', 'run'], 'crun'],
  [['podman', '--runtime'], 'unknown'],
  [['podman', 'run'], 'unknown'],
  [['crun-wrapper'], 'unknown'],
  [[], 'unknown'],
])('runtimeOfCommand(%j) is %s', (argv, name) => {
  expect(runtimeOfCommand(argv)).toEqual({ name, sure: name !== 'unknown' })
})

test.each<[string[], string]>([
  [['[engine]\nruntime = "runc"', '[engine]\nruntime = "crun"'], 'runc'],
  [['', '[engine]\n# runtime = "runc"', '[engine]\nruntime = "/opt/crun"'], 'crun'],
  [['runtime = not TOML', '[engine]\nruntime = "crun"'], 'crun'],
  [['[engine]\nruntime = 5'], 'unknown'],
  [[], 'unknown'],
])('configuredRuntime(%j) is %s, and never sure', (files, name) => {
  expect(configuredRuntime(files)).toEqual({ name, sure: false })
})

test.each<[string | undefined, 'crun' | 'runc' | 'unknown', boolean]>([
  ['1', 'crun', true],
  ['0', 'crun', false],
  ['', 'unknown', true],
  ['1', 'runc', false],
  [undefined, 'crun', false],
])('keepsGroups() with the annotation %j and the runtime %s is %j', (value, name, answer) => {
  const annotations = value === undefined ? {} : { 'run.oci.keep_original_groups': value }
  expect(keepsGroups(checkConfig({ annotations }), { name, sure: true })).toBe(answer)
})
