import fs from 'node:fs'
import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { DeviceNumber } from '../../../../src/core/model/device.ts'
import type { HostPath } from '../../../../src/core/model/paths.ts'
import { linuxHost } from '../../../../src/shell/linux/host.ts'
import { nodeAt, nodesBelow } from '../../../../src/shell/linux/nodes.ts'
import { needsRoot } from '../../../native/support/root.ts'
import { makeNode } from '../../../support/make-node.ts'
import { coverWithTmpfs, usePrivateMounts } from '../../../support/private-mounts.ts'

const path = (text: string) => text as HostPath
const char = (major: number, minor: number): DeviceNumber => ({ type: 'c', major, minor })

beforeEach(needsRoot)
beforeAll(() => {
  if (process.getuid?.() !== 0) return
  usePrivateMounts()
  coverWithTmpfs('/dev')
  makeNode('/dev/null', char(1, 3), [0, 0, 0o666])
  makeNode('/dev/video0', char(81, 0), [0, 44, 0o660])
  makeNode('/dev/dri/card0', char(226, 0), [0, 44, 0o660])
  makeNode('/dev/dri/by-path/deep', char(226, 1), [0, 44, 0o660])
  makeNode('/dev/sda', { type: 'b', major: 8, minor: 0 }, [0, 6, 0o660])
  makeNode('/dev/far', char(4095, 1_048_575), [0, 0, 0o4777])
  makeNode('/dev/nobody-knows', char(250, 70_000), [7, 8, 0o600])
  makeNode('/dev/pts/0', char(136, 0), [0, 0, 0o600])
  makeNode('/dev/1/2/3/4/5/6/7/8', char(1, 9), [0, 0, 0o600])
  fs.mkdirSync('/dev/empty')
  fs.writeFileSync('/dev/file', '')
  fs.symlinkSync('../../video0', '/dev/dri/by-path/cam')
  fs.symlinkSync('/nowhere', '/dev/dangling')
  fs.symlinkSync('loop', '/dev/loop')
  fs.symlinkSync('/etc', '/dev/out')
  fs.symlinkSync('dri', '/dev/cards')
})

const VIDEO = { path: '/dev/video0', number: char(81, 0), uid: 0, gid: 44, mode: 0o660, links: 1 }

describe('nodeAt()', () => {
  test('shows a node as it is', () => {
    expect(nodeAt(path('/dev/video0'))).toEqual(VIDEO)
    expect(nodeAt(path('/dev/sda'))).toMatchObject({ number: { type: 'b', major: 8, minor: 0 } })
  })

  test('decodes the largest number of Linux, and set-id bits', () => {
    expect(nodeAt(path('/dev/far'))).toMatchObject({ number: char(4095, 1_048_575), mode: 0o4777 })
    expect(nodeAt(path('/dev/nobody-knows'))).toMatchObject({ number: char(250, 70_000), uid: 7, gid: 8 })
  })

  test.each(['/dev/none', '/dev/file', '/dev/dri', '/dev/dri/by-path/cam', '/dev/dangling', '/dev/file/x'])(
    'finds no node at %s',
    (at) => {
      expect(nodeAt(path(at))).toBeUndefined()
    },
  )
})

test('nodesBelow() finds every node in the order of the paths, over no link, and not what is of sessions', () => {
  const paths = nodesBelow(path('/dev')).map((node) => node.path)
  expect(paths).toEqual([
    '/dev/dri/by-path/deep',
    '/dev/dri/card0',
    '/dev/far',
    '/dev/nobody-knows',
    '/dev/null',
    '/dev/sda',
    '/dev/video0',
  ])
})

test('nodesBelow() finds nothing in a directory that is not there', () => {
  expect(nodesBelow(path('/dev/none'))).toEqual([])
})

describe('nodeNumbered()', () => {
  test.each<[string, DeviceNumber, string | undefined]>([
    ['by sysfs', char(1, 3), '/dev/null'],
    ['that sysfs does not know, by a scan', char(250, 70_000), '/dev/nobody-knows'],
    ['in a directory', char(226, 1), '/dev/dri/by-path/deep'],
    ['of a block device, not of a character device', { type: 'b', major: 8, minor: 0 }, '/dev/sda'],
    ['that nothing has', char(8, 0), undefined],
  ])('finds a number %s', (_how, number, expected) => {
    expect(linuxHost().nodeNumbered(number)?.path).toBe(expected)
  })

  test('does not believe sysfs about a name that another device has now', () => {
    makeNode('/dev/zero', char(81, 5), [0, 0, 0o666])
    expect(linuxHost().nodeNumbered(char(1, 5))).toBeUndefined()
    fs.rmSync('/dev/zero')
  })
})

describe('resolve()', () => {
  test('leads a stable name to its device', () => {
    expect(linuxHost().resolve(path('/dev/dri/by-path/cam'))).toEqual({ kind: 'device', node: VIDEO })
  })

  test('opens up a directory, also by a link to it', () => {
    for (const name of ['/dev/dri', '/dev/cards']) {
      const entry = linuxHost().resolve(path(name))
      expect(entry).toMatchObject({ kind: 'directory', real: '/dev/dri' })
      expect(entry?.kind === 'directory' && entry.nodes.map((node) => node.path)).toEqual([
        '/dev/dri/by-path/deep',
        '/dev/dri/card0',
      ])
    }
  })

  test.each(['/dev/none', '/dev/dangling', '/dev/loop', '/dev/file/below'])('answers nothing for %s', (name) => {
    expect(linuxHost().resolve(path(name))).toBeUndefined()
  })

  test.each(['/dev/out', '/dev/empty', '/dev/file', '/etc'])('tells %s, which is no device, from nothing', (name) => {
    expect(linuxHost().resolve(path(name))).toEqual({ kind: 'other' })
  })
})

describe('open()', () => {
  test('holds the node that a bind mount would bring, links followed', () => {
    const found = linuxHost().open(path('/dev/dri/by-path/cam'))
    expect(found).toMatchObject({ kind: 'node', seen: { kind: 'shared', number: char(81, 0), gid: 44, mode: 0o660 } })
  })

  test('tells what is no node, and what is not there', () => {
    expect(linuxHost().open(path('/dev/file'))).toEqual({ kind: 'other', found: 'regular' })
    expect(linuxHost().open(path('/dev/none'))).toEqual({ kind: 'absent' })
  })
})

test('hasUnmappedGroupAbove() sees a directory of a group that is not mapped, if only its group may pass', () => {
  const answer = () => linuxHost().hasUnmappedGroupAbove(path('/dev/empty/storage/rootfs'))
  fs.mkdirSync('/dev/empty/storage', { mode: 0o750 })
  expect(answer()).toBe(false)
  fs.chownSync('/dev/empty/storage', 0, 65_534)
  expect(answer()).toBe(true)
  fs.chmodSync('/dev/empty/storage', 0o755)
  expect(answer()).toBe(false)
})
