import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import * as z from 'zod'
import { generateSpec } from '../../../../src/core/cdi/generate.ts'
import { lowerSpec } from '../../../../src/core/cdi/lower.ts'
import { parseSpec } from '../../../../src/core/cdi/parse.ts'
import { readSpecText, writeSpec } from '../../../../src/core/cdi/text.ts'
import { CDI_VERSIONS } from '../../../../src/core/cdi/version.ts'
import type { HostPath } from '../../../../src/core/model/paths.ts'
import { deviceOf, entry, hostNode, RENDER, REQUEST, rules, VIDEO } from './support/nodes.ts'

const SCHEMA = z.fromJSONSchema(JSON.parse(readFileSync(`${import.meta.dirname}/schema.json`, 'utf8')))
const CAMERA = entry(hostNode('/dev/video0'))
const BY_ID = '/dev/v4l/by-id/usb-Cam_1234-video-index0'

describe('generateSpec()', () => {
  test('gives the number, the mode and the group of a node, and no user', () => {
    const { spec } = generateSpec([CAMERA], REQUEST, rules())
    const node = { path: '/dev/video0', type: 'c', major: 81, minor: 0, fileMode: 0o660, permissions: 'rw', gid: VIDEO }
    expect(spec).toEqual({
      cdiVersion: '0.7.0',
      kind: 'localhost/video',
      devices: ['video0', 'all'].map((name) => ({
        name,
        containerEdits: { deviceNodes: [node], additionalGids: [VIDEO] },
      })),
    })
  })

  test.each([
    ['it is root', { gid: 0 }, []],
    ["it is nobody's", { gid: 65534 }, ['the group 65534 of /dev/video0 is not given']],
    ['the world may read and write', { mode: 0o666 }, []],
    ['the policy denies it', { gid: 6 }, ['the group 6 of /dev/video0 is not given']],
  ])('does not give the group when %s', (_, changes, notes) => {
    const made = generateSpec([entry(hostNode('/dev/video0', changes))], REQUEST, rules())
    expect(deviceOf(made.spec, 'all')).not.toHaveProperty('additionalGids')
    expect(made.spec?.cdiVersion).toBe('0.3.0')
    expect(made.notes).toEqual(notes.map((text) => expect.stringContaining(text)))
  })

  test("leaves a group that is nobody's out of the node, unless the node stays root's", () => {
    const nodes = [entry(hostNode('/dev/video0', { gid: 65534 }))]
    const nodeOf = (toml?: string) => deviceOf(generateSpec(nodes, REQUEST, rules(toml)).spec, 'all').deviceNodes?.[0]
    expect(nodeOf()).not.toHaveProperty('gid')
    expect(nodeOf('[allow]\nstrategies = ["groups"]')).toMatchObject({ uid: 0, gid: 65534 })
  })

  test('gives the group when the world may only read', () => {
    const { spec } = generateSpec([entry(hostNode('/dev/video0', { mode: 0o664 }))], REQUEST, rules())
    expect(deviceOf(spec, 'all').additionalGids).toEqual([VIDEO])
  })

  test('gives each group once to "all", and to each device its own', () => {
    const nodes = [
      CAMERA,
      entry(hostNode('/dev/video1', { minor: 1 })),
      entry(hostNode('/dev/dri/renderD128', { gid: RENDER, minor: 2 })),
    ]
    const { spec } = generateSpec(nodes, REQUEST, rules())
    expect(deviceOf(spec, 'all').additionalGids).toEqual([VIDEO, RENDER])
    expect(deviceOf(spec, 'dri-renderD128').additionalGids).toEqual([RENDER])
    expect(deviceOf(spec, 'all').deviceNodes).toHaveLength(3)
  })

  test('leaves out what the policy denies, and says so', () => {
    const disk = entry(hostNode('/dev/sda', { type: 'b' }))
    const { spec, notes } = generateSpec([CAMERA, disk], REQUEST, rules())
    expect(spec?.devices.map(({ name }) => name)).toEqual(['video0', 'all'])
    expect(notes).toEqual([expect.stringMatching(/^\/dev\/sda is left out: the policy .* denies block devices$/)])
    expect(generateSpec([disk], REQUEST, rules()).spec).toBeUndefined()
  })

  test("makes the node root's, in words, when the policy does not allow to give it away", () => {
    const { spec } = generateSpec([CAMERA], REQUEST, rules('[allow]\nstrategies = ["groups"]'))
    expect(deviceOf(spec, 'all').deviceNodes).toEqual([expect.objectContaining({ uid: 0, gid: VIDEO })])
  })

  test('gives no group when the policy does not allow the strategy', () => {
    const { spec, notes } = generateSpec([CAMERA], REQUEST, rules('[allow]\nstrategies = ["owner"]'))
    expect(deviceOf(spec, 'all')).not.toHaveProperty('additionalGids')
    expect(notes).toHaveLength(1)
  })

  test('names a device by its stable name alone: by-id before by-path', () => {
    const links = ['/dev/v4l/by-path/pci-0000:00:14.0-usb-0:1', BY_ID]
    const { spec } = generateSpec([entry(CAMERA.node, links)], REQUEST, rules())
    expect(spec?.devices.map(({ name }) => name)).toEqual(['usb-Cam_1234-video-index0', 'all'])
  })

  test('names a function of the PCI bus by its address', () => {
    const nodes = [
      entry(hostNode('/dev/dri/card1'), [], '0000:03:00.0'),
      entry(hostNode('/dev/dri/renderD129', { minor: 1 }), [], '0000:03:00.0'),
    ]
    const { spec } = generateSpec(nodes, REQUEST, rules())
    expect(spec?.devices.map(({ name }) => name)).toEqual(['pci-0000:03:00.0-card', 'pci-0000:03:00.0-renderD', 'all'])
  })

  test('tells two devices that would have one name apart, and a device named all from all', () => {
    const twins = [
      entry(hostNode('/dev/a0'), ['/dev/x/by-id/same']),
      entry(hostNode('/dev/a1'), ['/dev/y/by-id/same']),
      entry(hostNode('/dev/all')),
    ]
    const { spec } = generateSpec(twins, REQUEST, rules())
    expect(spec?.devices.map(({ name }) => name)).toEqual(['same-a0', 'same-a1', 'all-all', 'all'])
  })

  test('has a hook for the stable names that were asked for, for all, or for none', () => {
    const other = '/dev/v4l/by-path/pci-0000:00:14.0-usb-0:1'
    const nodes = [entry(CAMERA.node, [BY_ID, other])]
    const hooks = (links: 'asked' | 'all' | 'none') =>
      deviceOf(generateSpec(nodes, { ...REQUEST, links, asked: [BY_ID as HostPath] }, rules()).spec, 'all').hooks
    const hook = {
      hookName: 'createRuntime',
      path: '/usr/bin/oci-device-hook',
      env: ['PATH=/usr/sbin:/usr/bin:/sbin:/bin'],
      timeout: 10,
    }
    const one = ['oci-device-hook', 'create-symlinks', '--link', BY_ID, '/dev/video0']
    expect(hooks('asked')).toEqual([{ ...hook, args: one }])
    expect(hooks('all')).toEqual([{ ...hook, args: [...one, '--link', other, '/dev/video0'] }])
    expect(hooks('none')).toBeUndefined()
  })

  test('makes what the schema of CDI takes and our own check takes, in YAML and JSON, at every version, for any nodes', () => {
    const word = fc.stringMatching(/^[A-Za-z0-9#+.:=@_-]{1,20}$/).filter((text) => /[A-Za-z0-9]/.test(text))
    const node = fc.record({
      name: word,
      gid: fc.nat(70_000),
      mode: fc.nat(0o7777),
      minor: fc.nat(1_048_575),
      link: fc.option(word),
      pci: fc.constantFrom(undefined, '0000:00:02.0'),
    })
    const arbitrary = fc.uniqueArray(node, { minLength: 1, maxLength: 6, selector: ({ name }) => name })
    fc.assert(
      fc.property(
        arbitrary,
        fc.constantFrom(...CDI_VERSIONS.slice(2)),
        fc.constantFrom('yaml', 'json'),
        (nodes, version, format) => {
          const entries = nodes.map(({ name, link, pci, ...rest }, at) =>
            entry(hostNode(`/dev/${at}/${name}`, rest), link === null ? [] : [`/dev/x/by-id/${at}${link}`], pci),
          )
          const { spec } = generateSpec(entries, { ...REQUEST, links: 'all' }, rules())
          if (spec === undefined) throw new Error('the built-in policy allows these')
          for (const made of [spec, lowerSpec(spec, version).spec]) {
            const read = readSpecText(writeSpec(made, format as 'yaml' | 'json'))
            expect(read).toEqual({ document: JSON.parse(JSON.stringify(made)) })
            expect(SCHEMA.safeParse(made)).toMatchObject({ success: true })
            expect(parseSpec(made)).toHaveProperty('spec')
          }
        },
      ),
    )
  })
})

describe('the schema of these tests', () => {
  const good = JSON.parse(JSON.stringify(generateSpec([CAMERA], REQUEST, rules()).spec))
  test.each([
    ['an unknown field', { ...good, extra: 1 }],
    ['a bad kind', { ...good, kind: 'localhost' }],
    ['no devices', { ...good, devices: [] }],
    ['a bad name', { ...good, devices: [{ ...good.devices[0], name: 'a/b' }] }],
  ])('refuses %s', (_, spec) => {
    expect(SCHEMA.safeParse(good).success).toBe(true)
    expect(SCHEMA.safeParse(spec).success).toBe(false)
  })
})
