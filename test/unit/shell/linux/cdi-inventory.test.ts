import fs from 'node:fs'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { HostPath } from '../../../../src/core/model/paths.ts'
import { inventory, realPath } from '../../../../src/shell/linux/cdi/inventory.ts'
import { MNT_DETACH, umount2 } from '../../../native/support/calls.ts'
import { needsRoot } from '../../../native/support/root.ts'
import { makeNode } from '../../../support/make-node.ts'
import { coverWithTmpfs, usePrivateMounts } from '../../../support/private-mounts.ts'

/** A directory of the host's /dev that is covered in this process alone: nothing appears where others look. */
const DIRECTORY = ['/dev/cpu', '/dev/net', '/dev/input', '/dev/snd', '/dev/vfio'].find((path) => fs.existsSync(path))
const NODE = `${DIRECTORY}/a` as HostPath
const LINK = `${DIRECTORY}/by-id/usb-A`
const canRun = process.getuid?.() === 0 && DIRECTORY !== undefined

beforeEach((context) => {
  needsRoot(context)
  context.skip(DIRECTORY === undefined, 'needs a directory below /dev to cover, such as /dev/net')
})
beforeAll(() => {
  if (!canRun) return
  usePrivateMounts()
  coverWithTmpfs(DIRECTORY)
  makeNode(NODE, { type: 'c', major: 1, minor: 3 }, [0, 44, 0o660])
  fs.mkdirSync(`${DIRECTORY}/by-id`)
  fs.symlinkSync('../a', LINK)
  fs.symlinkSync('../a', `${DIRECTORY}/by-id/with space`)
})
afterAll(() => {
  if (canRun) umount2(DIRECTORY, MNT_DETACH)
})

describe('inventory()', () => {
  test('has each node once, with the stable names that udev could have made', () => {
    const nodes = inventory()
    expect(nodes.filter(({ node }) => node.path === NODE)).toEqual([
      expect.objectContaining({ links: [LINK], pciAddress: undefined }),
    ])
    expect(new Set(nodes.map(({ node }) => node.path)).size).toBe(nodes.length)
  })

  test('takes no standard stream for the name of a device', () => {
    for (const { links } of inventory()) expect(links).not.toContain('/dev/stdin')
  })
})

test('realPath() follows links, to nothing if need be', () => {
  expect(realPath(LINK as HostPath)).toBe(NODE)
  expect(realPath(`${LINK}-not` as HostPath)).toBeUndefined()
})
