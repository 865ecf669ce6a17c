import { inputError } from '../../core/errors.ts'
import { UNMAPPED } from '../../core/model/ids.ts'
import { type IdMap, toInside, toOutside } from '../../core/resolve/idmap.ts'
import type { VerifiedDevice, VerifyDocument } from '../../core/verdict/document.ts'
import { judge, type NodeFacts } from '../../core/verdict/verdict.ts'
import { joinDeviceCgroup } from './device-cgroup.ts'
import { linuxHost } from './host.ts'
import { nodeFacts } from './node-facts.ts'
import { devicePaths, openRunning, type Running } from './running.ts'
import type { StatusFile } from './status-file.ts'

/** What `verify` is asked. Ids are the container's. */
export interface VerifyRequest {
  readonly pid: number
  /** Paths in the container; without any, every device below its /dev. */
  readonly paths: readonly string[]
  readonly uid: number | undefined
  readonly gid: number | undefined
  readonly noGroups: boolean
  /** Really open the devices. Moves this process into the device cgroup of the container: ask in a process of its own. */
  readonly open: boolean
}

/**
 * Asks the kernel whether a process of a running container may open its devices, as the identity that it has now or as
 * another one.
 *
 * @throws {HookError} `ERR_PROCESS` when the process cannot be looked at.
 */
export function verifyRunning(request: VerifyRequest): VerifyDocument {
  const running = openRunning(request.pid)
  const who = subjectOf(running, request)
  if (request.open) joinDeviceCgroup(running.cgroup)
  const host = linuxHost()
  const paths = request.paths.length > 0 ? request.paths : devicePaths(running)
  const devices = paths.map((path): VerifiedDevice => {
    const facts = nodeFacts(running, path, who, host, request.open)
    return { ...judge(facts, who), node: nodeOf(facts) }
  })
  const inside = (map: IdMap, id: number) => asNumber(toInside(running.sharesUserNamespace ? [] : map, id), id, running)
  const identity = {
    uid: inside(running.maps.uid, who.uid),
    gid: inside(running.maps.gid, who.gid),
    groups: who.groups.map((group) => inside(running.maps.gid, group)),
  }
  return { version: 1, pid: request.pid, identity, devices }
}

function nodeOf({ other, number, uid, gid, mode, links }: NodeFacts): VerifiedDevice['node'] {
  return other === undefined ? { number, uid, gid, mode, links } : null
}

/** Another user than the process's own has its capabilities only if that is root, and its groups only if they are kept. */
function subjectOf(running: Running, { uid, gid, noGroups }: VerifyRequest): StatusFile {
  const { status, maps, sharesUserNamespace } = running
  const outside = (map: IdMap, id: number) => {
    const found = sharesUserNamespace ? id : toOutside(map, id)
    if (found === UNMAPPED)
      throw inputError('ERR_PROCESS', `the id ${id} is not mapped in the container's user namespace`)
    return found
  }
  return {
    uid: uid === undefined ? status.uid : outside(maps.uid, uid),
    gid: gid === undefined ? status.gid : outside(maps.gid, gid),
    groups: noGroups ? [] : status.groups,
    overridesModes: uid === undefined || uid === 0 ? status.overridesModes : false,
  }
}

/** null for an id that the container has no number for: its groups may be its caller's. */
function asNumber(inside: number | typeof UNMAPPED, id: number, { sharesUserNamespace }: Running): number | null {
  if (sharesUserNamespace) return id
  return inside === UNMAPPED ? null : inside
}
