import type { Observation } from '../../model/observation.ts'
import type { Circumstances, Obstacle, Planner } from '../case.ts'
import type { PrecreateAction } from '../decision.ts'
import { joinTheGroup } from './remedies.ts'

/**
 * `keep-groups`: crun is told to leave the container the groups of whoever started it.
 *
 * The kernel was asked with and without those groups, so this is only proposed where it helps. What it costs is told:
 * every group that config.json gives the process is lost, because crun then skips setgroups(2). Where it could not be
 * seen that crun is the runtime, our createRuntime hook is planted: it knows, and stops a container that requires more.
 */
export const planKeepGroups: Planner<PrecreateAction> = (device, all) => {
  const { seen } = device
  const { who, situation, mode } = all
  if (situation.realRoot) {
    return {
      refusal: 'impossible',
      reason: 'the caller is root of the host, whose groups are no business of a container',
    }
  }
  if (seen.kind !== 'shared') return { refusal: 'impossible', reason: 'there is no node of the host to ask about' }
  if (seen.openableKeepingGroups !== true) return noHelp(seen.openableKeepingGroups, device)
  const obstacle = runtimeObstacle(all) ?? lostGroups(all)
  if (obstacle !== undefined) return obstacle
  const lost = mode === 'keep-groups' ? extraGroups(all) : []
  const price = lost.length === 0 ? '' : `; the groups ${lost.join(',')} of config.json are lost by it`
  const reason = `uid ${who.uid} opens it with the groups of the caller, and not without${price}`
  if (situation.runtime.sure) return { actions: [{ do: 'keep-groups' }], reason, after: true }
  const doubt = `${reason}; this needs crun, which could not be seen to be the runtime: createRuntime will see`
  return { actions: [{ do: 'keep-groups' }, { do: 'plant-hook' }], reason: doubt, after: null }
}

function noHelp(answer: boolean | null, device: Observation): Obstacle {
  if (answer === null)
    return { refusal: 'impossible', reason: 'the kernel could not be asked as the user of the container' }
  const reason = 'the groups of the caller do not open it either'
  return { refusal: 'impossible', reason, remedy: joinTheGroup(device) }
}

function runtimeObstacle({ situation }: Circumstances): Obstacle | undefined {
  if (situation.runtime.name === 'runc') {
    const reason = 'runc ignores run.oci.keep_original_groups'
    return { refusal: 'impossible', reason, remedy: 'use crun (podman --runtime crun), or map the group with --gidmap' }
  }
  if (!situation.unmappedRootfs) return undefined
  const reason =
    'a directory above the rootfs belongs to an unmapped group, which crun cannot start with here (crun#2224)'
  return { refusal: 'impossible', reason, remedy: 'give the directories of the storage to your own group' }
}

/** In `auto` no group is taken away unasked: it may be one that the container's files need. */
function lostGroups(all: Circumstances): Obstacle | undefined {
  const lost = extraGroups(all)
  if (all.mode === 'keep-groups' || lost.length === 0) return undefined
  const reason = `keeping the groups of the caller would cost the container its groups ${lost.join(',')}`
  return { refusal: 'impossible', reason, remedy: 'accept that with the annotation oci-device-hook/mode=keep-groups' }
}

/** Groups that only config.json gives: not those that the caller has as well, as podman's keep-id adds. */
function extraGroups({ who, situation }: Circumstances): number[] {
  const isKept = (at: number) => situation.callerGroups.some((group) => group === who.host.groups[at])
  return who.groups.filter((gid, at) => gid !== who.gid && !isKept(at))
}
