// node pod.ts SOCKET < POD: plays the kubelet. Runs a pod of one container through the Container Runtime Interface,
// prints what the container wrote, and exits with its exit code; 125 when the runtime refused, with what it said.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { setTimeout } from 'node:timers/promises'
import { type Call, connect } from './client.ts'

/** What a test says about the pod. */
interface Pod {
  readonly image: string
  readonly command: readonly string[]
  readonly uid?: number
  readonly gid?: number
  readonly groups?: readonly number[]
  readonly annotations?: Readonly<Record<string, string>>
  /** As in the RuntimeClass of a pod: a name of containerd's configuration. */
  readonly handler?: string
  /** Paths on the host, which are the paths in the container. */
  readonly devices?: readonly string[]
}

const REFUSED = 125
const POLL_MS = 20
/** The host's network: a pod with one of its own needs CNI plugins. */
const NETWORK = { network: 'NODE' }
const [socket = ''] = process.argv.slice(2)
const { call, close } = connect(socket)
const logs = mkdtempSync('/var/tmp/oci-device-hook-pod-')
try {
  process.exitCode = await play(JSON.parse(readFileSync(0, 'utf8')))
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : error}\n`)
  process.exitCode = REFUSED
} finally {
  rmSync(logs, { recursive: true })
  close()
}

async function play(pod: Pod): Promise<number> {
  const sandbox = sandboxOf(pod)
  const { pod_sandbox_id } = await call('RunPodSandbox', { config: sandbox, runtime_handler: pod.handler ?? '' })
  try {
    const request = { pod_sandbox_id, config: containerOf(pod), sandbox_config: sandbox }
    const { container_id } = await call('CreateContainer', request)
    await call('StartContainer', { container_id })
    const code = await ended(call, container_id)
    process.stdout.write(output())
    return code
  } finally {
    await call('StopPodSandbox', { pod_sandbox_id })
    await call('RemovePodSandbox', { pod_sandbox_id })
  }
}

function sandboxOf({ annotations = {} }: Pod): object {
  const name = `pod-${process.pid}`
  return {
    metadata: { name, uid: name, namespace: 'default' },
    log_directory: logs,
    annotations,
    linux: { security_context: { namespace_options: NETWORK } },
  }
}

function containerOf({ image, command, uid, gid, groups = [], annotations = {}, devices = [] }: Pod): object {
  return {
    metadata: { name: 'main' },
    image: { image },
    command,
    annotations,
    log_path: 'log',
    devices: devices.map((path) => ({ host_path: path, container_path: path, permissions: 'rwm' })),
    linux: {
      security_context: {
        namespace_options: NETWORK,
        supplemental_groups: groups,
        ...(uid === undefined ? {} : { run_as_user: { value: uid } }),
        ...(gid === undefined ? {} : { run_as_group: { value: gid } }),
      },
    },
  }
}

async function ended(ask: Call, container_id: string | undefined): Promise<number> {
  for (;;) {
    const { status } = await ask('ContainerStatus', { container_id })
    if (status?.state === 'CONTAINER_EXITED') return status.exit_code
    await setTimeout(POLL_MS)
  }
}

/** A line of the log is a time, a stream, a tag and what the container wrote. */
function output(): string {
  const lines = readFileSync(`${logs}/log`, 'utf8').split('\n')
  return lines.map((line) => line.replace(/^\S+ (?:stdout|stderr) [FP] /, '')).join('\n')
}
