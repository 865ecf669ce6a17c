import type { HostDevice } from '../../host/host-device.ts'
import type { IdMap } from '../../resolve/idmap.ts'
import type { VerifiedNode } from '../../verdict/document.ts'
import type { Verdict } from '../../verdict/verdict.ts'
import type { Finding } from '../finding.ts'

/** One device of a container: the verdict, and what stands behind it. */
export interface ContainerDevice extends Verdict {
  /** The container's node, as the host counts its ids; null where the container does not run. */
  readonly node: VerifiedNode | null
  /** The host's device of the same number; undefined when it has none. */
  readonly host: HostDevice | undefined
}

/** Everything that tells why a container's devices are as they are. */
export interface ContainerFacts {
  /** As it was asked for. */
  readonly name: string
  readonly engine: 'podman' | 'crun' | 'runc'
  /** `crun`, `runc`, or what else the engine says. */
  readonly runtime: string
  readonly isRunning: boolean
  readonly isRootless: boolean
  /** What is started, with its environment: of config.json. */
  readonly args: readonly string[]
  readonly env: readonly string[]
  /** As the container counts them. */
  readonly user: { readonly uid: number; readonly gid: number; readonly groups: readonly number[] }
  readonly annotations: Readonly<Record<string, string>>
  /** From the container's ids to the host's; undefined without a user namespace of its own. */
  readonly maps: { readonly uid: IdMap; readonly gid: IdMap } | undefined
  /** Groups of --group-add, which processes of `podman exec` have as well. */
  readonly groupAdd: readonly string[]
  /** The command of the health check; empty when there is none. */
  readonly healthCommand: readonly string[]
  /** Credentials of the container's first process, as the host counts them; undefined when it does not run. */
  readonly outside: { readonly uid: number; readonly gid: number; readonly groups: readonly number[] } | undefined
  readonly devices: readonly ContainerDevice[]
  /** What the host lacks for the hook to run; undefined where it does run, or the engine is none that reads hooks.d. */
  readonly hookMissing: Finding | undefined
}
