import type { ContainerFacts } from '../../../core/doctor/container/facts.ts'
import type { HostDevice } from '../../../core/host/host-device.ts'
import { sameNumber } from '../../../core/model/device.ts'
import { isIdentity, parseIdMap } from '../../../core/resolve/idmap.ts'
import type { VerifiedDevice } from '../../../core/verdict/document.ts'
import { readText } from '../../../shell/linux/doctor-files.ts'
import { hostDevices } from '../../../shell/linux/host-devices.ts'
import { parseStatus } from '../../../shell/linux/status-file.ts'
import { askEngines } from '../../engine-answer.ts'
import { hookMissing } from './hook-missing.ts'
import { startedBy } from './started.ts'
import { verdictsOfRunning, verdictsOfStopped } from './verdicts.ts'

/** Everything about a container, running or not. @throws {HookError} when no engine knows it, or it was never started. */
export async function gatherContainer(name: string): Promise<ContainerFacts> {
  const answer = await askEngines(name)
  const { path, ...started } = startedBy(answer, name)
  const isRootless = process.geteuid?.() !== 0
  const isRunning = answer.pid !== 0
  const hasAsked = Object.keys(started.annotations).some((key) => key.startsWith('oci-device-hook/'))
  const verdicts = isRunning
    ? await verdictsOfRunning(answer.pid, isRootless)
    : await verdictsOfStopped(path, hasAsked, isRootless)
  const hosts = hostDevices()
  return {
    name,
    engine: answer.engine,
    runtime: answer.runtime,
    isRunning,
    isRootless,
    ...started,
    maps: mapsOf(answer.pid),
    groupAdd: answer.groupAdd,
    healthCommand: answer.healthCommand,
    outside: outsideOf(answer.pid),
    hookMissing: answer.engine === 'podman' ? await hookMissing() : undefined,
    devices: verdicts.map((verdict) => ({ ...verdict, host: hostOf(verdict, hosts) })),
  }
}

/** By number where the node was seen, which --device may have given another name; of several, the one with its name. */
function hostOf({ path, node }: VerifiedDevice, hosts: readonly HostDevice[]): HostDevice | undefined {
  const candidates = node === null ? hosts : hosts.filter((host) => sameNumber(host.number, node.number))
  return candidates.find((host) => host.path === path) ?? (node === null ? undefined : candidates[0])
}

function mapsOf(pid: number): ContainerFacts['maps'] {
  const [uid, gid] = ['uid_map', 'gid_map'].map((name) => parseIdMap(readText(`/proc/${pid}/${name}`) ?? ''))
  if (uid === undefined || gid === undefined || uid.length === 0 || (isIdentity(uid) && isIdentity(gid)))
    return undefined
  return { uid, gid }
}

function outsideOf(pid: number): ContainerFacts['outside'] {
  const status = pid === 0 ? undefined : readText(`/proc/${pid}/status`)
  return status === undefined ? undefined : parseStatus(status)
}
