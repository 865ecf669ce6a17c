import fs from 'node:fs'
import { beforeEach, describe, expect, test } from 'vitest'
import { mount } from '../../../../src/native/mount.ts'
import { statx } from '../../../../src/native/status.ts'
import { openWorkshop } from '../../../../src/shell/linux/private-node.ts'
import { needsRoot } from '../../../native/support/root.ts'

beforeEach(needsRoot)

const code = (attempt: () => void): string => {
  try {
    attempt()
    return 'done'
  } catch (error) {
    return (error as NodeJS.ErrnoException).code ?? String(error)
  }
}

/** What somebody could keep in a file system, tried by root from inside of it. */
function fill(directory: string) {
  const write = (name: string, pages: number) => fs.writeFileSync(`${directory}/${name}`, Buffer.alloc(pages * 4096))
  return {
    'a mebibyte': code(() => write('a', 256)),
    'two pages': code(() => write('a', 2)),
    'a second file': code(() => write('b', 0)),
    'a directory': code(() => fs.mkdirSync(`${directory}/c`)),
    'a hundred names': code(() => {
      for (let name = 0; name < 100; name++) write(`d${name}`, 0)
    }),
  }
}

/** The workshop hides /usr from this thread, for good: so this is the only test of its file. */
describe('the file system of a private node', () => {
  test('has no room for anything but its nodes; control: another tmpfs has', () => {
    const { node, tree } = openWorkshop(1, undefined).make({ type: 'c', major: 1, minor: 5 })
    mount({ source: 'tmpfs', target: '/mnt', type: 'tmpfs' })
    expect(fill('/mnt')).toEqual({
      'a mebibyte': 'done',
      'two pages': 'done',
      'a second file': 'done',
      'a directory': 'done',
      'a hundred names': 'done',
    })
    expect(fill('/usr/bin')).toEqual({
      'a mebibyte': 'ENOSPC',
      'two pages': 'ENOSPC',
      'a second file': 'ENOSPC',
      'a directory': 'ENOSPC',
      'a hundred names': 'ENOSPC',
    })
    // What the container gets of it: a mount that is the node, and nothing above or beside it.
    expect(statx(tree.fd)).toMatchObject({ type: 'char', rdev: { major: 1, minor: 5 }, mode: 0, isMountRoot: true })
    expect(statx(tree.fd).ino).toBe(statx(node.fd).ino)
    expect(code(() => void fs.openSync(`/proc/self/fd/${tree.fd}/..`, 'r'))).toBe('ENOTDIR')
  })
})
