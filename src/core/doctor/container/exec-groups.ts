import { shellQuote } from '../../report/shell-quote.ts'
import { type Finding, warn } from '../finding.ts'
import type { ContainerDevice, ContainerFacts } from './facts.ts'

/**
 * Groups that a hook or a CDI file added are those of the container's own process. podman builds the groups of exec and
 * of health checks anew, from the image and --group-add.
 */
export function execLacksGroup(facts: ContainerFacts): Finding[] {
  if (facts.engine !== 'podman' || facts.maps !== undefined) return []
  return facts.devices.filter((device) => isByAddedGroup(facts, device)).map((device) => finding(facts, device))
}

function isByAddedGroup({ user, groupAdd }: ContainerFacts, { node, verdict }: ContainerDevice): boolean {
  if (node === null || verdict === 'denied' || node.uid === user.uid) return false
  const isAdded = user.groups.includes(node.gid) && node.gid !== user.gid
  return isAdded && !groupAdd.includes(String(node.gid)) && (node.mode & 0o006) !== 0o006
}

function finding({ name, healthCommand }: ContainerFacts, { path, node }: ContainerDevice): Finding {
  const isChecked = healthCommand.some((word) => word.includes(path))
  const who = isChecked ? 'its health check, which uses it, and podman exec do' : 'podman exec and health checks do'
  return warn({
    code: 'EXEC_LACKS_GROUP',
    found: `${path} is opened by gid ${node?.gid}, which the container's own process has and ${who} not`,
    expected: `a look at the container's own process: podman exec ${shellQuote(name)} grep ^Groups: /proc/1/status`,
    remedy: `podman run --group-add ${node?.gid} IMAGE`,
  })
}
