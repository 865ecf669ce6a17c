import { describe, expect, test } from 'vitest'
import type { Stage } from '../../../../src/core/model/stage.ts'
import { parsePolicy } from '../../../../src/core/policy/parse.ts'
import { recordLine } from '../../../../src/core/report/record.ts'
import { recordOf } from '../../../../src/shell/pipeline/result.ts'
import { asking, configOf, HOST, type Parts, VIDEO, VIDEO_ENTRY, VIDEO_RULES } from '../../../support/decisions.ts'
import type { World } from '../../../support/recorder.ts'
import { run, state } from '../../../support/stage.ts'

const given = (annotations: Record<string, string>): Parts => ({
  devices: [VIDEO_ENTRY],
  rules: VIDEO_RULES,
  annotations,
})

/** One stage for a container with the test camera, under a policy. */
function under(toml: string, stage: Stage, parts: Parts, more: World = {}) {
  const config = JSON.stringify(configOf(parts))
  const world: World = { host: HOST, nodes: { '/dev/video0': VIDEO }, config, policy: parsePolicy(toml, 'P'), ...more }
  return run(stage, stage === 'precreate' ? config : state(), world)
}

describe.each<Stage>(['precreate', 'createRuntime'])(
  '%s, with an annotation that the policy does not let count,',
  (stage) => {
    const REQUIRE = asking({ require: '/dev/kvm' })

    test('takes the container for one that did not ask, and says so', async () => {
      expect((await under('', stage, given(REQUIRE))).exit).toBe(77) // The control.
      const { exit, log, sentences } = await under('annotations = "none"', stage, given(REQUIRE))
      expect(exit).toBe(0)
      expect(log).toMatchObject({
        asked: false,
        ignored: ['oci-device-hook/require'],
        devices: [{ strategy: 'owner' }],
      })
      expect(sentences).toEqual([
        'oci-device-hook: the policy does not let the annotation "oci-device-hook/require" count',
      ])
    })

    test('serves it by those that do', async () => {
      const annotations = asking({ mode: 'off', require: '/dev/kvm' })
      const { exit, log } = await under('annotations = ["mode"]', stage, given(annotations))
      expect([exit, log.asked, log.devices.map(({ strategy }) => strategy)]).toEqual([
        0,
        true,
        stage === 'precreate' ? ['none'] : [],
      ])
    })

    test('does not stop the container for one that nobody knows', async () => {
      const odd = given(asking({ nonsense: 'x' }))
      expect((await under('', stage, odd)).exit).toBe(65)
      expect((await under('annotations = ["mode"]', stage, odd)).exit).toBe(0)
    })

    test('does not stop the container for a configuration that makes no sense either', async () => {
      const broken = { ...given(REQUIRE), devices: [{ ...VIDEO_ENTRY, uid: '0' }] }
      expect((await under('', stage, broken)).exit).toBe(65)
      expect((await under('annotations = "none"', stage, broken)).exit).toBe(0)
    })

    test('serves the user of the process where the annotation user does not count', async () => {
      const annotations = asking({ user: '7:8' })
      expect((await under('', stage, given(annotations))).log.user).toBe('7:8')
      expect((await under('identity = "process"', stage, given(annotations))).log.user).toBe('1000:1000')
    })
  },
)

test('the log names annotations that do not count, escaped and a few of them', async () => {
  const annotations = Object.fromEntries(Array.from({ length: 20 }, (_, at) => [`oci-device-hook/\n${at}`, 'x']))
  const result = await under('annotations = "none"', 'precreate', given(annotations))
  const line = recordLine(recordOf('precreate', '0', result, { now: () => '', elapsedMs: () => 1 }))
  expect(JSON.parse(line).ignored).toEqual(Array.from({ length: 8 }, (_, at) => `oci-device-hook/\\u000a${at}`))
  expect(line).toMatch(/^[ -~]+$/)
})

describe('rules by class, number and group', () => {
  test.each<[string, string, string]>([
    ['[deny]\nclasses = ["video"]', 'refuse', 'the policy (P) denies the class video'],
    ['[allow]\nclasses = ["gpu"]', 'refuse', 'the policy (P) allows only the class gpu'],
    ['[allow]\nclasses = ["video"]', 'owner', ''],
    ['[deny]\nnumbers = ["81:0-9"]', 'refuse', 'the policy (P) denies 81:0-9'],
    ['[deny]\nstrategies = ["owner"]', 'groups', ''],
    ['[deny]\nstrategies = ["owner"]\ngroups = [44]', 'refuse', 'the policy (P) never gives gid 44 to a container'],
  ])('%j makes it %s', async (toml, strategy, reason) => {
    const { log } = await under(toml, 'precreate', given({}))
    expect(log.devices).toMatchObject([{ strategy, reason: expect.stringContaining(reason) }])
  })
})

test('private nodes get the label of the container, unless the policy says otherwise', async () => {
  const shared = { nodes: { '/dev/video0': { ...VIDEO, kind: 'shared' as const } } }
  const labelled = { ...given({}), linux: { mountLabel: 'system_u:object_r:container_file_t:s0:c1,c2' } }
  const labels = async (toml: string) => {
    const { system } = await under(toml, 'createRuntime', labelled, shared)
    return system.calls.map((call) => ('label' in call ? call.label : undefined))
  }
  expect(await labels('')).toEqual(['system_u:object_r:container_file_t:s0:c1,c2'])
  expect(await labels('[selinux]\nlabel = "none"')).toEqual([undefined])
})
