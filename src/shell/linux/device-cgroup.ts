import fs from 'node:fs'
import type { Access, DeviceNumber } from '../../core/model/device.ts'
import type { Usable } from '../../core/model/observation.ts'
import { listAllows } from '../../core/resolve/devices-list.ts'

/** Where a process is in the hierarchies that can restrict devices. */
export interface DeviceCgroup {
  /** Directory of the v1 devices controller. */
  readonly v1: string | undefined
  /** Directory in the unified hierarchy, where a BPF program may be attached. */
  readonly v2: string | undefined
  /** Whether there is a unified hierarchy that carries the rules: without the v1 controller, BPF is what remains. */
  readonly usesBpf: boolean
}

/**
 * Finds the device cgroup of a process.
 *
 * @see https://man7.org/linux/man-pages/man7/cgroups.7.html, "/proc/pid/cgroup"
 */
export function deviceCgroupOf(pid: number): DeviceCgroup {
  const lines = fs.readFileSync(`/proc/${pid}/cgroup`, 'utf8').split('\n')
  const path = (controllers: string) => {
    const line = lines.find((each) => each.split(':', 3)[1]?.split(',').includes(controllers))
    return line?.split(':').slice(2).join(':')
  }
  const [v1, v2] = [path('devices'), path('')]
  return {
    v1: v1 === undefined ? undefined : existing(`/sys/fs/cgroup/devices${v1}`),
    v2: v2 === undefined ? undefined : (existing(`/sys/fs/cgroup/unified${v2}`) ?? existing(`/sys/fs/cgroup${v2}`)),
    usesBpf: v1 === undefined,
  }
}

/** What the rules say; null where they are a BPF program, which nobody can read rules from. */
export function cgroupAllows({ v1, usesBpf }: DeviceCgroup, number: DeviceNumber, wanted: Access): Usable {
  if (usesBpf) return null
  if (v1 === undefined) return true
  return listAllows(fs.readFileSync(`${v1}/devices.list`, 'utf8'), number, wanted)
}

/** Moves this process into the device cgroup of another, so that its next open(2) is judged there. */
export function joinDeviceCgroup({ v1, v2, usesBpf }: DeviceCgroup): void {
  const directory = usesBpf ? v2 : v1
  if (directory !== undefined) fs.writeFileSync(`${directory}/cgroup.procs`, String(process.pid))
}

function existing(directory: string): string | undefined {
  return fs.existsSync(`${directory}/cgroup.procs`) ? directory : undefined
}
