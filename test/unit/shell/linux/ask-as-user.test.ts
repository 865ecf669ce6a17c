import { execFileSync } from 'node:child_process'
import { chownSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { beforeEach, describe, expect, test } from 'vitest'
import { parseAcl } from '../../../../src/core/host/acl.ts'
import { permissionOf } from '../../../../src/core/host/permission.ts'
import { O_PATH } from '../../../../src/native/constants.ts'
import { open } from '../../../../src/native/open.ts'
import { statx } from '../../../../src/native/status.ts'
import { fgetxattr } from '../../../../src/native/xattr.ts'
import { mayOpen } from '../../../../src/shell/linux/ask-as-user.ts'
import { needsRoot } from '../../../native/support/root.ts'

beforeEach(needsRoot)

/** A directory that everybody may pass: the node decides, not the way. */
function place() {
  const directory = mkdtempSync('/dev/shm/odh-acl-')
  execFileSync('chmod', ['755', directory])
  return { file: join(directory, 'node'), [Symbol.dispose]: () => rmSync(directory, { recursive: true }) }
}

const bits = fc.constantFrom('---', 'r--', '-w-', 'rw-')
const id = fc.integer({ min: 1, max: 4 })
const entry = fc.tuple(fc.constantFrom('u', 'g'), id, bits)
const asker = fc.record({ uid: id, gid: id, groups: fc.uniqueArray(id, { maxLength: 3 }) })

describe('permissionOf()', () => {
  test('says what the kernel says, for every owner, mode and ACL', () => {
    using here = place()
    const property = fc.property(
      fc.record({ uid: id, gid: id, owner: bits, group: bits, other: bits, mask: bits }),
      fc.uniqueArray(entry, { maxLength: 3, selector: ([kind, name]) => `${kind}${name}` }),
      fc.array(asker, { minLength: 3, maxLength: 6 }),
      (node, named, askers) => {
        writeFileSync(here.file, '')
        chownSync(here.file, node.uid, node.gid)
        const entries = named.map(([kind, name, may]) => `${kind}:${name}:${may}`)
        const mask = named.length === 0 ? [] : [`m::${node.mask}`]
        const acl = [`u::${node.owner}`, `g::${node.group}`, `o::${node.other}`, ...mask, ...entries].join(',')
        execFileSync('setfacl', ['--set', acl, here.file])
        using held = open(here.file, O_PATH)
        const attribute = fgetxattr(held.fd, 'system.posix_acl_access')
        const parsed = attribute === undefined ? undefined : parseAcl(attribute)
        for (const who of askers) {
          const { allowed } = permissionOf(statx(held.fd), parsed, { ...who, overridesModes: false })
          expect(allowed, `${acl} as ${JSON.stringify(who)}`).toBe(mayOpen(here.file, who.uid, who.gid, who.groups))
        }
      },
    )
    fc.assert(property, { numRuns: 150 })
  })
})

describe('mayOpen()', () => {
  test('says no where a directory on the way is closed', () => {
    using here = place()
    writeFileSync(here.file, '', { mode: 0o666 })
    execFileSync('chmod', ['666', here.file])
    expect(mayOpen(here.file, 1000, 1000, [])).toBe(true)
    execFileSync('chmod', ['700', join(here.file, '..')])
    expect(mayOpen(here.file, 1000, 1000, [])).toBe(false)
  })
})
