import { describe, expect, test } from 'vitest'
import { parsePolicyFile } from '../../../../src/core/policy/file.ts'
import { shadowedRules } from '../../../../src/core/policy/shadow.ts'

const shadowed = (toml: string) =>
  shadowedRules(parsePolicyFile({ source: 'P', toml }).content).map(({ rule, reason }) => `${rule}: ${reason}`)

describe('shadowedRules() names', () => {
  test.each<[string, string, string]>([
    [
      'a rule within a wider one',
      '[deny]\ndevices = ["/dev/video9", "/dev/video*"]',
      'deny.devices "/dev/video9": deny.devices "/dev/video*" matches all that it matches',
    ],
    [
      'a rule that stands twice',
      '[deny]\nclasses = ["gpu", "kvm", "gpu"]',
      'deny.classes "gpu": deny.classes "gpu" matches all that it matches',
    ],
    [
      'what is allowed and denied',
      '[allow]\ndevices = ["/dev/dri/card*"]\n[deny]\ndevices = ["/dev/dri/**"]',
      'allow.devices "/dev/dri/card*": deny.devices "/dev/dri/**" denies all that it matches',
    ],
    [
      'a number within a range',
      '[allow]\nnumbers = ["226:128"]\n[deny]\nnumbers = ["226:0-200"]',
      'allow.numbers "226:128": deny.numbers "226:0-200" denies all that it matches',
    ],
    [
      'a number of one major within a wider one of the same',
      '[allow]\nnumbers = ["c 21:*", "c 21:3"]',
      'allow.numbers "c 21:3": allow.numbers "c 21:*" matches all that it matches',
    ],
    [
      'a block device that is allowed',
      '[allow]\nnumbers = ["b 8:*", "c 1:9"]',
      'allow.numbers "b 8:*": it is never given, whatever a file says',
    ],
    [
      '/dev/mem that is denied once more',
      '[deny]\nnumbers = ["c 1:1"]',
      'deny.numbers "c 1:1": it is never given anyway',
    ],
    [
      'a group that is as good as root',
      '[allow]\ngroups = ["docker", "video"]',
      'allow.groups "docker": it is never given, whatever a file says',
    ],
    ['gid 0', '[deny]\ngroups = [0]', 'deny.groups 0: it is never given anyway'],
    [
      'a denial of what is not allowed',
      '[allow]\ndevices = ["/dev/dri/**"]\n[deny]\ndevices = ["/dev/video*"]',
      'deny.devices "/dev/video*": allow.devices lets nothing of it through',
    ],
    [
      'a class that is not allowed',
      '[allow]\nclasses = ["gpu"]\n[create]\nclasses = ["serial"]',
      'create.classes "serial": allow.classes lets nothing of it through',
    ],
    [
      'a strategy that is not allowed',
      '[allow]\nstrategies = ["owner"]\n[deny]\nstrategies = ["private"]',
      'deny.strategies "private": allow.strategies lets nothing of it through',
    ],
    [
      'groups without their strategy',
      '[allow]\nstrategies = ["owner"]\ngroups = ["video"]',
      'allow.groups "video": the strategy groups is switched off',
    ],
    [
      'groups, where no strategy is allowed',
      '[allow]\nstrategies = []\n[deny]\ngroups = ["video"]',
      'deny.groups "video": the strategy groups is switched off',
    ],
    [
      'devices to be added without the strategy',
      '[create]\ndevices = ["/dev/a"]\n[deny]\nstrategies = ["create"]',
      'create.devices "/dev/a": the strategy create is switched off',
    ],
    [
      'devices to be added without their annotation',
      'annotations = ["mode"]\n[create]\ndevices = ["/dev/a"]',
      '[create]: the annotation devices does not count',
    ],
    [
      'the annotation user, where the process decides',
      'annotations = ["user"]\nidentity = "process"',
      'annotations "user": identity = "process" does not let it count',
    ],
  ])('%s', (_what, toml, expected) => {
    expect(shadowed(toml)).toEqual([expected])
  })
})

test.each([
  '',
  '[allow]\ndevices = ["/dev/dri/**", "/dev/video*"]\n[deny]\ndevices = ["/dev/video9"]',
  '[allow]\nclasses = ["gpu"]\n[deny]\ndevices = ["/dev/video9"]',
  '[allow]\nclasses = ["gpu"]\ndevices = ["/dev/a"]\n[deny]\ndevices = ["/dev/video9"]',
  '[deny]\nnumbers = ["226:*", "c 1:*"]',
  '[allow]\nstrategies = ["owner", "groups"]\ngroups = ["video"]',
  'annotations = "none"\nidentity = "process"',
  '[allow]\nnumbers = ["c 0-300:*", "c 21:3"]',
  '[allow]\ndevices = ["/dev/**"]\nclasses = ["storage"]\n[deny]\nnumbers = ["21:3"]',
])('shadowedRules() names nothing in %j, where every rule has an effect', (toml) => {
  expect(shadowed(toml)).toEqual([])
})
