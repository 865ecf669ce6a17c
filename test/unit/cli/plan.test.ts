import { writeFileSync } from 'node:fs'
import { beforeEach, describe, expect, test } from 'vitest'
import { runProgram } from '../../../src/cli/program.ts'
import type { PlanDocument } from '../../../src/core/report/plan-document.ts'
import { TemporaryDirectory } from '../../native/support/directory.ts'
import { needsRoot } from '../../native/support/root.ts'
import { asUser } from '../../support/as-user.ts'
import { asking, configOf, type Parts } from '../../support/decisions.ts'
import { recordedOutput } from '../../support/recorded-output.ts'

/** /dev/null under a name of its own, closed to the user: a device that every machine has, and none serves by itself. */
const ENTRY = { path: '/dev/odd', type: 'c', major: 1, minor: 3, fileMode: 0o600, uid: 0, gid: 0 }
const RULES = [{ allow: true, type: 'c', major: 1, minor: 3, access: 'rwm' }]
const GIVEN: Parts = { devices: [ENTRY], rules: RULES }

async function plan(args: readonly string[]) {
  const output = recordedOutput()
  await runProgram(['node', 'oci-device-hook', 'plan', ...args], output)
  return { ...output, stderr: output.stderr.replaceAll(/\s*\n\s*/g, ' ') }
}

/** The plan for a config.json with these parts, in a bundle. */
async function planFor(parts: Parts, ...flags: string[]) {
  using bundle = new TemporaryDirectory()
  writeFileSync(bundle.at('config.json'), JSON.stringify(configOf(parts)))
  return plan(['--bundle', bundle.path, ...flags])
}

describe('plan, as root', () => {
  beforeEach(needsRoot)

  test('shows people what it prints for programs', async () => {
    const { stdout, stderr, code } = await planFor(GIVEN, '--json')
    expect([stderr, code]).toEqual(['', 0])
    const [device] = (JSON.parse(stdout) as PlanDocument).devices
    expect(device).toMatchObject({ path: '/dev/odd', strategy: 'owner', usable: { before: false, after: true } })
    expect((await planFor(GIVEN)).stdout).toContain(`owner /dev/odd, because ${device?.reason.slice(0, 20)}`)
  })

  test('plans for the stage that it is told', async () => {
    const { stdout } = await planFor(GIVEN, '--stage', 'prestart', '--json')
    expect(JSON.parse(stdout)).toMatchObject({ stage: 'createRuntime', devices: [{ strategy: 'owner' }] })
  })

  test.each<[string, Parts, number]>([
    ['a device is refused', { ...GIVEN, annotations: asking({ mode: 'keep-groups' }) }, 1],
    ['there is no device', {}, 0],
  ])('ends with the verdict where %s', async (_, parts, exit) => {
    expect((await planFor(parts)).code).toBe(exit)
  })

  test('ends with 2 where it is not known: a process that drops to another user may drop the group, too', async () => {
    const devices = [{ ...ENTRY, fileMode: 0o660, gid: 12_345 }]
    const parts = { ...GIVEN, devices, annotations: asking({ mode: 'groups', user: '1000:1000' }) }
    const { stdout, code } = await planFor(parts, '--json')
    expect(JSON.parse(stdout)).toMatchObject({ devices: [{ strategy: 'groups', usable: { after: null } }] })
    expect(code).toBe(2)
  })
})

describe('plan refuses', () => {
  test.each([
    [[], 64, 'found no input, expected --config FILE or --bundle DIR'],
    [['--config', '/no/such'], 65, '/no/such: found ENOENT, expected a readable file'],
    [['--config', 'package.json', '--bundle', '.'], 64, ''],
    [['--config', 'package.json', '--stage', 'poststop'], 64, ''],
    [['--config', 'README.md'], 65, 'config.json'],
  ])('%j with exit %i', async (args, exit, sentence) => {
    const { stdout, stderr, code } = await plan(args)
    expect(stderr).toContain(sentence)
    expect([stdout, code]).toEqual(['', exit])
  })
})

test('plan tells a user whose ids it counts', async () => {
  const { stderr } = await asUser(() => plan(['--config', '/no/such']))
  expect(stderr).toContain('podman unshare oci-device-hook plan')
})
