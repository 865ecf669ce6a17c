/**
 * The parts of a CDI spec that this program writes. What others may write beside it is in parse.ts.
 *
 * @see https://github.com/cncf-tags/container-device-interface/blob/v1.1.0/SPEC.md
 */
export interface CdiSpec {
  readonly cdiVersion: string
  /** `vendor/class`. */
  readonly kind: string
  readonly devices: readonly CdiDevice[]
}

export interface CdiDevice {
  readonly name: string
  readonly containerEdits: ContainerEdits
}

export interface ContainerEdits {
  readonly deviceNodes?: readonly CdiNode[]
  readonly hooks?: readonly CdiHook[]
  readonly additionalGids?: readonly number[]
}

/** An engine without a user for the node gives it to the container's own, if that is not root. */
export interface CdiNode {
  readonly path: string
  readonly type: 'c' | 'b'
  readonly major: number
  readonly minor: number
  /** Permission bits, decimal: YAML 1.1 and 1.2 read octal numbers differently. */
  readonly fileMode: number
  readonly permissions: string
  readonly uid?: number
  readonly gid?: number
}

export interface CdiHook {
  readonly hookName: 'createRuntime'
  readonly path: string
  readonly args: readonly string[]
  readonly env: readonly string[]
  readonly timeout: number
}

/** The device that stands for all others of a spec. */
export const ALL = 'all'
