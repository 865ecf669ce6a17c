import { UNMAPPED } from '../../model/ids.ts'
import { shellQuote } from '../../report/shell-quote.ts'
import { toInside } from '../../resolve/idmap.ts'
import { isPrivileged } from '../../resolve/infra.ts'
import { serveCommand } from '../../verdict/serve.ts'
import { type Finding, fail } from '../finding.ts'
import type { ContainerDevice, ContainerFacts } from './facts.ts'

/** In a user namespace the node's owner and group may have no number: it shows as nobody:nobody, and nobody can join. */
export function unmappedOwner(facts: ContainerFacts): Finding[] {
  const { maps, devices, annotations } = facts
  if (maps === undefined || isPrivileged(annotations)) return []
  return devices
    .filter(({ layer, verdict, node }) => layer === 'mode' && verdict === 'denied' && node !== null)
    .filter(({ node }) => toInside(maps.gid, node?.gid ?? 0) === UNMAPPED)
    .map((device) => (facts.isRootless ? rootless(device) : rootful(device)))
}

function rootful({ path, host }: ContainerDevice): Finding {
  return fail({
    code: 'USERNS_UNMAPPED_OWNER',
    found: `${path} shows as nobody:nobody in the container: its owner and group have no number in the user namespace`,
    expected: "a node of the container's own",
    remedy: serveCommand(host?.path ?? path),
    devices: [path],
  })
}

/** The host's node tells which group it is: from podman's user namespace the container's shows as nobody, too. */
function rootless({ path, host }: ContainerDevice): Finding {
  const group = host === undefined ? 'its group' : `gid ${host.gid}`
  return fail({
    code: 'ROOTLESS_UNMAPPED_GROUP',
    found: `${path} shows as nobody:nogroup in the container: that is only how ${group} is shown, which is not mapped`,
    expected: 'the groups of the caller (crun), or the mapped group',
    remedy: `oci-device-hook gidmap "$(stat -c %G ${shellQuote(host?.path ?? path)})"`,
    devices: [path],
  })
}
