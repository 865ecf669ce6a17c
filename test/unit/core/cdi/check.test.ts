import { describe, expect, test } from 'vitest'
import { checkSpecs, type SpecFile } from '../../../../src/core/cdi/check/check.ts'
import { checkExit } from '../../../../src/core/cdi/check/document.ts'
import { generateSpec } from '../../../../src/core/cdi/generate.ts'
import type { Reader } from '../../../../src/core/cdi/readers.ts'
import type { HostNode } from '../../../../src/core/model/device.ts'
import { entry, hostNode, REQUEST, rules } from './support/nodes.ts'

const CAMERA = hostNode('/dev/video0')
const { spec: SPEC } = generateSpec([entry(CAMERA)], REQUEST, rules())

function file(content: object | string | undefined, path = '/etc/cdi/a.yaml', mode = 0o644): SpecFile {
  const directory = path.slice(0, path.lastIndexOf('/'))
  const text = typeof content === 'string' ? content : JSON.stringify(content)
  return { path, directory, mode, content: { text } }
}

function check(
  files: readonly SpecFile[],
  host: readonly HostNode[] = [CAMERA],
  readers: readonly Reader[] = [],
  programs: string[] = [],
  policy?: string,
) {
  return checkSpecs(files, {
    ...rules(policy),
    nodeAt: (path) => host.find((node) => node.path === path),
    isProgram: (path) => programs.includes(path),
    readers,
  })
}

/** Codes of everything that is not ok, each once. */
const codes = (...args: Parameters<typeof check>) =>
  [...new Set(check(...args).map(({ code }) => code))].filter((code) => code !== 'ok')

describe('checkSpecs()', () => {
  test('finds nothing wrong with a spec that was just made', () => {
    expect(check([file(SPEC)])).toEqual(
      ['video0', 'all'].map((name) => expect.objectContaining({ device: `localhost/video=${name}`, standing: 'ok' })),
    )
  })

  test.each([
    ['a node that is gone', [], ['missing']],
    ['a node with another number', [hostNode('/dev/video0', { minor: 9 })], ['number']],
    ['a node of another type', [hostNode('/dev/video0', { type: 'b' })], ['number']],
    ['a node of another group', [hostNode('/dev/video0', { gid: 45 })], ['gid', 'group-missing', 'group-stale']],
    ['a node of another mode', [hostNode('/dev/video0', { mode: 0o600 })], ['mode']],
    ['a node that the world may open now', [hostNode('/dev/video0', { mode: 0o666 })], ['mode']],
  ])('finds %s', (_, host, expected) => {
    expect(codes([file(SPEC)], host)).toEqual(expected)
  })

  test('finds groups that are not given, and takes those of the whole spec for given', () => {
    const bare = JSON.parse(JSON.stringify(SPEC))
    for (const device of bare.devices) delete device.containerEdits.additionalGids
    expect(codes([file(bare)])).toEqual(['group-missing'])
    expect(codes([file({ ...bare, containerEdits: { additionalGids: [44] } })])).toEqual([])
  })

  test('finds a group that the policy never gives', () => {
    expect(codes([file(SPEC)], [CAMERA], [], [], '[deny]\ngroups = ["video"]')).toEqual(['group-denied'])
    const disk = JSON.parse(JSON.stringify(SPEC).replaceAll('44', '6'))
    expect(codes([file(disk)], [hostNode('/dev/video0', { gid: 6 })])).toEqual(['group-denied'])
  })

  test('finds a hook whose program is not there', () => {
    const link = '/dev/v4l/by-id/a'
    const { spec } = generateSpec([entry(CAMERA, [link])], { ...REQUEST, links: 'all' }, rules())
    expect(codes([file(spec)])).toEqual(['hook'])
    expect(codes([file(spec)], [CAMERA], [], ['/usr/bin/oci-device-hook'])).toEqual([])
  })

  test.each([
    ['podman', '4.3.1', ['engine']],
    ['podman', '5.0.3', ['engine']],
    ['podman', '5.1.0', []],
    ['podman', '5.4.2', []],
    ['podman', '3.4.4', ['engine']],
    ['docker', '28.0.1', ['groups-ignored']],
    ['docker', '29.1.0', ['groups-ignored']],
  ] as const)('finds that %s %s has trouble with groups: %j', (engine, version, expected) => {
    expect(codes([file(SPEC)], [CAMERA], [{ engine, version }])).toEqual(expected)
  })

  test('finds files that nobody or not everybody may read', () => {
    const unreadable = { ...file(SPEC), content: { fault: 'EACCES' } }
    expect(check([unreadable])).toEqual([
      expect.objectContaining({ code: 'unreadable', remedy: 'sudo chmod 644 /etc/cdi/a.yaml' }),
    ])
    expect(codes([file(SPEC, '/etc/cdi/a.yaml', 0o600)])).toEqual(['root-only'])
  })

  test.each(['', 'a: [', '{"cdiVersion": "0.3.0"}'])('finds %j invalid', (text) => {
    expect(codes([file(text)])).toEqual(['invalid'])
  })

  test('finds a device in two files: of one directory they cancel out, of two the later counts', () => {
    const conflict = [file(SPEC), file(SPEC, '/etc/cdi/b.yaml')]
    expect(codes(conflict)).toEqual(['conflict'])
    const hidden = check([file(SPEC), file(SPEC, '/run/cdi/a.yaml')]).filter(({ code }) => code !== 'ok')
    expect(hidden.map(({ file: path, code }) => [path, code])).toEqual(Array(2).fill(['/etc/cdi/a.yaml', 'hidden']))
  })
})

test.each([
  [0, ['ok', 'warn']],
  [1, ['ok', 'warn', 'fail', 'unknown']],
  [2, ['ok', 'unknown']],
] as const)('checkExit() is %i for %j', (exit, standings) => {
  const findings = standings.map((standing) => ({
    file: '',
    device: null,
    standing,
    code: 'ok' as const,
    text: '',
    remedy: null,
  }))
  expect(checkExit({ version: 1, directories: [], files: 1, findings })).toBe(exit)
})
