import { expect, test } from 'vitest'
import { checkConfig } from '../../../../src/core/parse/config.ts'
import { keepsGroups } from '../../../../src/core/resolve/keep-groups.ts'
import { guessRuntime } from '../../../../src/core/resolve/runtime.ts'

const NONE = { command: [], configurations: [], hasCrun: false }
const conf = (runtime: string) => `[engine]\nruntime = ${runtime}\n`

test.each<[string[], string]>([
  [['/usr/bin/crun', 'create', 'x'], 'crun'],
  [['runc', '--root', '/r', 'create'], 'runc'],
  [['podman', '--runtime', '/usr/bin/runc', 'run'], 'runc'],
  [['podman', '--runtime=crun', 'start', 'x'], 'crun'],
])('guessRuntime() is sure of what the command line %j says', (command, name) => {
  const configurations = [conf(name === 'crun' ? '"runc"' : '"crun"')]
  expect(guessRuntime({ ...NONE, command, configurations })).toEqual({ name, sure: true })
})

test.each<[string[], boolean, string]>([
  [[conf('"runc"'), conf('"crun"')], true, 'runc'],
  [['', '[engine]\n# runtime = "runc"', conf('"/opt/crun"')], false, 'crun'],
  [['runtime = not TOML', conf('"crun"')], false, 'crun'],
  [[conf('5')], true, 'crun'],
  [[conf('"kata"')], true, 'unknown'],
  [[], true, 'crun'],
  [[], false, 'unknown'],
])(
  'guessRuntime() takes the first of the configurations %j that speaks, else crun if it is there (%j): %s',
  (configurations, hasCrun, name) => {
    const guess = (...command: string[]) => guessRuntime({ command, configurations, hasCrun })
    expect(guess('podman', 'run', 'x')).toEqual({ name, sure: name !== 'unknown' })
    expect(guess('podman', 'start', 'x')).toEqual({ name, sure: false })
    expect(guess('conmon')).toEqual({ name, sure: false })
  },
)

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
