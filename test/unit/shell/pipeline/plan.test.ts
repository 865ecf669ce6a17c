import { describe, expect, test } from 'vitest'
import type { Runtime } from '../../../../src/core/model/situation.ts'
import { planDocument } from '../../../../src/core/report/plan-document.ts'
import { planStage } from '../../../../src/shell/pipeline/plan.ts'
import { asking, configOf, HOST, VIDEO_ENTRY, VIDEO_RULES } from '../../../support/decisions.ts'
import { hookError } from '../../../support/expect-error.ts'
import { RecordingSystem, type World } from '../../../support/recorder.ts'

const TEXT = JSON.stringify(configOf({ devices: [VIDEO_ENTRY], rules: VIDEO_RULES }))

function plan(stage: 'precreate' | 'createRuntime', text = TEXT, world: World = { host: HOST }) {
  const system = new RecordingSystem(world)
  const planned = planStage(stage, text, system)
  expect(system.calls).toEqual([])
  return planned
}

test('planDocument() has the fields that programs rely on', () => {
  expect(planDocument(plan('precreate'))).toEqual({
    version: 1,
    stage: 'precreate',
    identity: { uid: 1000, gid: 1000, groups: [] },
    devices: [
      {
        path: '/dev/video0',
        hostPath: '/dev/video0',
        number: 'c 81:0',
        host: { uid: 0, gid: 44, mode: '0660' },
        strategy: 'owner',
        reason: 'uid 1000 cannot open 0660 0:44; the node is made as 1000:1000',
        remedy: null,
        usable: { before: false, after: true },
      },
    ],
  })
})

test('planDocument() has null for what there is not', () => {
  const gone = planDocument(plan('precreate', TEXT, {})).devices[0]
  expect(gone).toMatchObject({
    hostPath: null,
    host: null,
    strategy: 'refuse',
    usable: { before: false, after: false },
  })
  const unknown = JSON.stringify(configOf({ annotations: asking({ devices: '/dev/kvm' }) }))
  expect(planDocument(plan('precreate', unknown)).devices[0]).toMatchObject({ path: '/dev/kvm', number: null })
})

test('planStage() at createRuntime supposes the nodes that a runtime makes of the entries, and changes none', () => {
  const { decisions, stage } = plan('createRuntime')
  expect(stage).toBe('createRuntime')
  expect(decisions).toMatchObject([{ path: '/dev/video0', strategy: 'owner' }])
})

test('planStage() at createRuntime finds nothing to do once precreate has done its work', () => {
  const served = { ...VIDEO_ENTRY, uid: 1000, gid: 1000 }
  const text = JSON.stringify(configOf({ devices: [served], rules: VIDEO_RULES }))
  expect(plan('createRuntime', text).decisions).toMatchObject([{ strategy: 'none' }])
})

describe('planStage() at createRuntime, with a user namespace', () => {
  const maps = [{ containerID: 0, hostID: 100_000, size: 65_536 }]
  const linux = { namespaces: [{ type: 'user' }], uidMappings: maps, gidMappings: maps }
  const text = (entry: object, mode: string) => {
    const devices = [{ ...VIDEO_ENTRY, ...entry }]
    const annotations = asking({ mode })
    return JSON.stringify(configOf({ rules: VIDEO_RULES, annotations, linux: { ...linux, devices, resources: RULES } }))
  }
  const RULES = { devices: VIDEO_RULES }
  const decided = (runtime: Runtime, mode: string, entry = {}) =>
    plan('createRuntime', text(entry, mode), { host: HOST, runtime }).decisions[0]

  test.each<[string, Runtime, object]>([
    ['supposes the node that crun makes', { name: 'crun', sure: true }, { strategy: 'owner', usable: { after: true } }],
    [
      "supposes the host's, which runc binds",
      { name: 'runc', sure: true },
      { strategy: 'refuse', refusal: 'impossible' },
    ],
    [
      'promises nothing where they differ and it may be either',
      { name: 'unknown', sure: false },
      { usable: { before: null, after: null } },
    ],
  ])('%s', (_, runtime, expected) => {
    expect(decided(runtime, 'owner')).toMatchObject(expected)
  })

  test('promises what is true of either', () => {
    expect(decided({ name: 'unknown', sure: false }, 'auto')).toMatchObject({ usable: { after: true } })
  })

  test('shows the owner of a node as nobody where its ids are not mapped', () => {
    const { device } = decided({ name: 'crun', sure: true }, 'auto', { uid: 70_000, gid: 70_000 }) ?? {}
    expect(device?.seen).toMatchObject({ kind: 'own', uid: 65_534, gid: 65_534 })
  })
})

test('planStage() says how the stage would end', () => {
  const text = JSON.stringify(configOf({ annotations: asking({ require: '/dev/kvm' }) }))
  expect(plan('precreate', text).outcome).toMatchObject({ exit: 77, problems: [{ path: '/dev/kvm', code: 'absent' }] })
})

test('planStage() throws for what the stages refuse', () => {
  hookError('ERR_JSON', () => plan('precreate', '{'))
  hookError('ERR_CONFIG', () => plan('createRuntime', '{"linux":7}'))
})
