import { stripVTControlCharacters } from 'node:util'
import { describe, expect, test } from 'vitest'
import { PLAIN } from '../../../src/cli/output/screen.ts'
import { renderPlan } from '../../../src/cli/render-plan.ts'
import { renderVerdicts } from '../../../src/cli/render-verdicts.ts'
import type { VerifyDocument } from '../../../src/core/verdict/document.ts'
import { planPrecreate } from '../../../src/shell/pipeline/precreate.ts'
import { asking, configOf, HOST, type Parts, VIDEO_ENTRY, VIDEO_RULES } from '../../support/decisions.ts'
import { COLOUR_TERMINAL, TERMINAL } from '../../support/recorded-output.ts'
import { RecordingSystem } from '../../support/recorder.ts'

function planOf(parts: Parts) {
  const { all, decisions, outcome } = planPrecreate(configOf(parts), new RecordingSystem({ host: HOST }))
  return { stage: 'precreate', who: all.who, decisions, outcome } as const
}

const GIVEN: Parts = { devices: [VIDEO_ENTRY], rules: VIDEO_RULES }
const PLANS = {
  'a device that becomes the user’s': planOf(GIVEN),
  'a device that is refused': planOf({ ...GIVEN, annotations: asking({ mode: 'keep-groups' }) }),
  'a container without devices': planOf({}),
}

describe.each(Object.entries(PLANS))('renderPlan() of %s', (_, plan) => {
  test('fits 80 columns, but for what is to be pasted', () => {
    const text = renderPlan(plan, TERMINAL)
    expect(text).toMatchSnapshot()
    for (const line of text.split('\n')) if (!line.startsWith('  remedy:')) expect(line.length).toBeLessThanOrEqual(80)
  })

  test('says no more in colour than without', () => {
    const coloured = renderPlan(plan, COLOUR_TERMINAL)
    expect(coloured).toMatchSnapshot()
    expect(stripVTControlCharacters(coloured)).toBe(renderPlan(plan, TERMINAL))
  })
})

const VERDICTS: VerifyDocument = {
  version: 1,
  pid: 4711,
  identity: { uid: 1000, gid: 1000, groups: [1000, null] },
  devices: [
    { path: '/dev/dri/renderD128', verdict: 'usable', layer: null, reason: 'it was opened', remedy: null, node: null },
    {
      path: '/dev/video0',
      verdict: 'denied',
      layer: 'mode',
      reason: 'EACCES: mode bits 0660 of 0:44 say no to uid 1000, gid 44 is not in its groups',
      remedy: 'podman run --annotation oci-device-hook/mode=auto --device /dev/video0 IMAGE',
      node: null,
    },
    { path: '/dev/\u001b[2J', verdict: 'unknown', layer: 'cgroup', reason: 'cgroup v2', remedy: null, node: null },
  ],
}

describe('renderVerdicts()', () => {
  test('fits 80 columns, but for what is to be pasted', () => {
    const text = renderVerdicts(VERDICTS, TERMINAL)
    expect(text).toMatchSnapshot()
    for (const line of text.split('\n')) if (!line.startsWith('  remedy:')) expect(line.length).toBeLessThanOrEqual(80)
  })

  test('says no more in colour than without', () => {
    const coloured = renderVerdicts(VERDICTS, COLOUR_TERMINAL)
    expect(coloured).toMatchSnapshot()
    expect(stripVTControlCharacters(coloured)).toBe(renderVerdicts(VERDICTS, TERMINAL))
  })

  test('keeps a device on one line where nothing has to be wrapped', () => {
    expect(renderVerdicts(VERDICTS, PLAIN)).toContain('x denied   mode\n')
  })
})
