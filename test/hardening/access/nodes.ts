import { execFileSync } from 'node:child_process'
import fs from 'node:fs'
import type { Access } from '../../../src/core/model/device.ts'
import { makeNode } from '../../support/make-node.ts'

/** Who asks. */
export interface Person {
  readonly uid: number
  readonly gid: number
  readonly groups: readonly number[]
}

export const PEOPLE: readonly Person[] = [
  { uid: 1000, gid: 1000, groups: [] },
  { uid: 1000, gid: 1000, groups: [44] },
  { uid: 1000, gid: 1000, groups: [1, 44, 999, 70_000] },
  { uid: 1000, gid: 44, groups: [] },
  { uid: 1000, gid: 0, groups: [] },
  { uid: 2000, gid: 2000, groups: [1000] },
  { uid: 4_294_967_294, gid: 4_294_967_294, groups: [] },
]

/** In the order in which the child that opens for real gives its answers. */
export const ACCESSES: readonly Access[] = [
  { read: true, write: false },
  { read: false, write: true },
  { read: true, write: true },
]

const OWNERS = [0, 1000, 2000]
const GROUPS = [0, 44, 1000]
const MODES = [0, 2, 4, 6].flatMap((u) => [0, 2, 4, 6].flatMap((g) => [0, 2, 4, 6].map((o) => u * 64 + g * 8 + o)))
const ACLS = ['', 'u:1000:rw-', 'u:1000:---', 'g:44:rw-,m::r--']
const MOUNTS = { plain: '', nodev: 'remount,bind,nodev', 'read-only': 'remount,bind,ro' }

/** Null devices of every owner, group, mode and ACL, each on mounts that allow devices, do not, and are read-only. */
export function makeNodes(): string[] {
  const plain = '/tmp/nodes/plain'
  const nodes = ACLS.flatMap((acl) =>
    OWNERS.flatMap((uid) => GROUPS.flatMap((gid) => MODES.map((mode) => ({ acl, uid, gid, mode })))),
  )
  const names = nodes.map(({ acl, uid, gid, mode }, at) => {
    makeNode(`${plain}/${at}`, { type: 'c', major: 1, minor: 3 }, [uid, gid, mode])
    return { name: `${at}`, acl }
  })
  giveAcls(
    plain,
    names.filter(({ acl }) => acl !== ''),
  )
  return Object.entries(MOUNTS).flatMap(([mount, options]) => {
    const place = `/tmp/nodes/${mount}`
    if (options !== '') mountAgain(plain, place, options)
    return names.map(({ name }) => `${place}/${name}`)
  })
}

/** One setfacl(1) for all that get the same. */
function giveAcls(directory: string, nodes: readonly { readonly name: string; readonly acl: string }[]): void {
  for (const acl of ACLS.slice(1)) {
    const paths = nodes.filter((node) => node.acl === acl).map(({ name }) => `${directory}/${name}`)
    execFileSync('setfacl', ['--modify', acl, ...paths])
  }
}

function mountAgain(from: string, to: string, options: string): void {
  fs.mkdirSync(to)
  execFileSync('mount', ['--bind', from, to])
  execFileSync('mount', ['-o', options, to])
}
