import { type HostNode, showMode, showNumber } from '../../model/device.ts'
import type { HostPath } from '../../model/paths.ts'
import { printable } from '../../report/quote.ts'
import type { ParsedNode } from '../parse.ts'
import { fail, type Remark, warn } from './finding.ts'

/** What is said about one node, and the node as the host has it. */
export interface CheckedNode {
  readonly remarks: readonly Remark[]
  readonly host: HostNode | undefined
}

const AGAIN = 'make the spec again: oci-device-hook cdi generate'

/** Compares a node of a spec with the host's: there, the same device, the same group, the same mode. */
export function checkNode(node: ParsedNode, nodeAt: (path: HostPath) => HostNode | undefined): CheckedNode {
  const path = (node.hostPath || node.path) as HostPath
  const shown = printable(path)
  if (node.type === 'p') return { remarks: [], host: undefined }
  const host = nodeAt(path)
  if (host === undefined) return { remarks: [fail('missing', `${shown} is no device on this host`, AGAIN)], host }
  return { remarks: [...checkNumber(node, host, shown), ...checkOwner(node, host, shown)], host }
}

/** What a spec leaves out, engines take from the host. */
function checkNumber(node: ParsedNode, { number }: HostNode, shown: string): Remark[] {
  const expected = {
    type: node.type === 'b' ? 'b' : 'c',
    major: node.major ?? number.major,
    minor: node.minor ?? number.minor,
  } as const
  const isSameType = !node.type || expected.type === number.type
  if (isSameType && expected.major === number.major && expected.minor === number.minor) return []
  const found = `${shown} is ${showNumber(number)} now, and the spec says ${showNumber(expected)}`
  return [fail('number', `${found}: containers would not start, or get another device`, AGAIN)]
}

function checkOwner(node: ParsedNode, host: HostNode, shown: string): Remark[] {
  const remarks: Remark[] = []
  if (node.gid !== undefined && node.gid !== host.gid) {
    remarks.push(fail('gid', `${shown} has the group ${host.gid} now, and the spec says ${node.gid}`, AGAIN))
  }
  if (node.fileMode !== undefined && (node.fileMode & 0o777) !== (host.mode & 0o777)) {
    const expected = showMode(node.fileMode & 0o777)
    remarks.push(
      warn('mode', `${shown} has the mode ${showMode(host.mode & 0o777)} now, and the spec says ${expected}`, AGAIN),
    )
  }
  return remarks
}
