import { describe, expect, test } from 'vitest'
import type { FileState, WantedFile } from '../../../../src/core/install/file.ts'
import { planInstall, planUninstall, type Seen } from '../../../../src/core/install/plan.ts'
import { type InstallRecord, parseRecord, recordText } from '../../../../src/core/install/record.ts'

const sum = (digit: string) => digit.repeat(64)
const ABSENT: FileState = { kind: 'absent' }
const file = (digit: string, mode = 0o644): FileState => ({
  kind: 'file',
  sha256: sum(digit),
  mode,
  uid: 0,
  gid: 0,
  mtime: 1,
})
const wanted = (path: string, now: FileState, digit = 'a'): WantedFile => ({
  path,
  content: { kind: 'text', text: digit },
  sha256: sum(digit),
  mode: 0o644,
  now,
})
const INSTALLATION = { prefix: '/usr/local', targets: ['podman'], always: false } as const
const seen = (over: Partial<Seen>): Seen => ({ wanted: [], recorded: [], missing: [], record: undefined, ...over })
const record = (...files: InstallRecord['files']): InstallRecord => ({
  ...INSTALLATION,
  targets: ['podman'],
  version: 1,
  files,
  directories: [],
})

describe('planInstall()', () => {
  test('writes in the order given, the executable before what names it', () => {
    const { steps } = planInstall(INSTALLATION, seen({ wanted: [wanted('/bin', ABSENT), wanted('/json', ABSENT)] }))
    expect(steps.map(({ action, path }) => `${action} ${path}`)).toEqual(['write /bin', 'write /json'])
  })

  test('remembers what was there before, and that it was absent', () => {
    const { intent } = planInstall(
      INSTALLATION,
      seen({ wanted: [wanted('/a', ABSENT), wanted('/b', file('b', 0o600))] }),
    )
    expect(intent.files).toEqual([
      { path: '/a', ours: [sum('a')], before: null },
      { path: '/b', ours: [sum('a')], before: { sha256: sum('b'), mode: 0o600, uid: 0, gid: 0, mtime: 1 } },
    ])
  })

  test('leaves a file that is right without us to whoever put it there, a package perhaps', () => {
    const { steps, intent } = planInstall(INSTALLATION, seen({ wanted: [wanted('/a', file('a'))] }))
    expect(steps).toEqual([{ action: 'keep', path: '/a' }])
    expect(intent.files).toEqual([])
  })

  test('mends the mode of a file whose bytes are right', () => {
    const { steps } = planInstall(INSTALLATION, seen({ wanted: [wanted('/a', file('a', 0o777))] }))
    expect(steps[0]).toMatchObject({ action: 'write', mode: 0o644 })
  })

  test('knows both contents while an upgrade is under way, and only the new one afterwards', () => {
    const old = { path: '/a', ours: [sum('1')], before: null }
    const recorded = [{ file: old, now: file('1') }]
    const plan = planInstall(
      INSTALLATION,
      seen({ wanted: [wanted('/a', file('1'), '2')], recorded, record: record(old) }),
    )
    expect(plan.conflicts).toEqual([])
    expect(plan.intent.files[0]?.ours).toEqual([sum('1'), sum('2')])
    expect(plan.outcome.files[0]?.ours).toEqual([sum('2')])
  })

  test('takes away what an earlier installation put elsewhere, after the new files are there', () => {
    const old = [
      { path: '/old/bin', ours: [sum('1')], before: null },
      { path: '/old/json', ours: [sum('2')], before: null },
    ]
    const recorded = [
      { file: old[0], now: file('1') },
      { file: old[1], now: file('2') },
    ] as Seen['recorded']
    const { steps } = planInstall(
      INSTALLATION,
      seen({ wanted: [wanted('/new', ABSENT)], recorded, record: record(...old) }),
    )
    expect(steps.map(({ action, path }) => `${action} ${path}`)).toEqual([
      'write /new',
      'remove /old/json',
      'remove /old/bin',
    ])
  })

  test('is in conflict with a file that is neither ours nor what was there before, and with what is no file', () => {
    const old = { path: '/a', ours: [sum('1')], before: null }
    const recorded = [{ file: old, now: file('9') }]
    const changed = seen({ wanted: [wanted('/a', file('9'))], recorded, record: record(old) })
    expect(planInstall(INSTALLATION, changed).conflicts).toHaveLength(1)
    const linked = seen({ wanted: [wanted('/a', { kind: 'other', what: 'a symbolic link' })] })
    expect(planInstall(INSTALLATION, linked).conflicts).toEqual([
      { path: '/a', found: 'a symbolic link', isChanged: false },
    ])
  })
})

describe('planUninstall()', () => {
  const before = { sha256: sum('b'), mode: 0o600, uid: 0, gid: 0, mtime: 1 }

  test('goes back in reverse: restores what was there, removes what was not', () => {
    const { steps } = planUninstall([
      { file: { path: '/bin', ours: [sum('1')], before: null }, now: file('1') },
      { file: { path: '/conf', ours: [sum('2')], before }, now: file('2') },
    ])
    expect(steps).toEqual([
      { action: 'restore', path: '/conf', before },
      { action: 'remove', path: '/bin' },
    ])
  })

  test.each([
    ['it is as it was before us', file('b')],
    ['somebody removed it', ABSENT],
  ])('leaves a file alone when %s', (_, now) => {
    const { steps, conflicts } = planUninstall([{ file: { path: '/conf', ours: [sum('2')], before }, now }])
    expect({ steps, conflicts }).toEqual({ steps: [{ action: 'keep', path: '/conf' }], conflicts: [] })
  })
})

describe('parseRecord()', () => {
  test('reads what recordText() writes', () => {
    const written = record({ path: '/a', ours: [sum('1')], before: null })
    expect(parseRecord(recordText(written), '/r')).toEqual(written)
  })

  test.each(['', '{}', '{"version":2}', 'null'])('refuses %j with the way out', (text) => {
    expect(() => parseRecord(text, '/r')).toThrow(expect.objectContaining({ code: 'ERR_INSTALL', exit: 78 }))
  })
})
