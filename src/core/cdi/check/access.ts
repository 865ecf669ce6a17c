import { shellQuote } from '../../report/shell-quote.ts'
import type { Access, SpecDirectory, SpecFile } from './file.ts'
import { type Finding, fail, type Remark, warn } from './finding.ts'

/** Here engines of root read, and nobody but root has a reason to write. The user's part of /run is his own. */
const SYSTEM = /^\/(etc|usr|(var\/)?run(?!\/user\/))\//

/** Whether a directory of specs can be read, by whom, and who else than its owner may put specs into it. */
export function checkDirectory({ path, access, fault }: SpecDirectory): Finding[] {
  const remarks = [
    ...(fault === undefined ? [] : [unreadable(path, fault)]),
    ...(access === undefined ? [] : [...checkSearchable(path, access), ...checkWriters(path, access)]),
  ]
  return remarks.map((remark) => ({ file: path, device: null, ...remark }))
}

/** The same for a file in one. Rootless engines read it as whoever starts them. */
export function checkFile({ path, access }: SpecFile): Remark[] {
  if (access === undefined) return []
  const isForAll = (access.mode & 0o004) !== 0
  const text = 'not everybody may read it: rootless engines do not see its devices'
  const hidden = isForAll ? [] : [warn('root-only', text, `sudo chmod 644 ${shellQuote(path)}`)]
  return [...hidden, ...checkWriters(path, access)]
}

function unreadable(path: string, fault: string): Remark {
  const remedy = fault === 'EACCES' ? `sudo chmod 755 ${shellQuote(path)}` : null
  return fail('unreadable', `found ${fault}: engines that you start do not see the specs in it`, remedy)
}

function checkSearchable(path: string, { mode }: Access): Remark[] {
  const text = 'not everybody may read it: rootless engines do not see the specs in it'
  return (mode & 0o005) === 0o005 ? [] : [warn('root-only', text, `sudo chmod 755 ${shellQuote(path)}`)]
}

/** A spec may name hooks, which engines of root start as root: who may write one needs no other way. */
function checkWriters(path: string, access: Access): Remark[] {
  const [writer, remedy] = writerOf(path, access) ?? []
  if (writer === undefined || remedy === undefined) return []
  return [
    fail('writable', `${writer} may write it, and so have root start a program`, `sudo ${remedy} ${shellQuote(path)}`),
  ]
}

/** Who, and the command that ends it. */
function writerOf(path: string, { uid, gid, mode }: Access): readonly [string, string] | undefined {
  if ((mode & 0o002) !== 0) return ['everybody', 'chmod go-w']
  if (!SYSTEM.test(path)) return undefined
  if (typeof uid === 'number' && uid !== 0) return [`the user ${uid}, whose it is,`, 'chown root:root']
  if ((mode & 0o020) !== 0 && typeof gid === 'number' && gid !== 0) return [`the group ${gid}`, 'chmod g-w']
  return undefined
}
