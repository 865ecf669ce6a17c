import { chownSync, mkdirSync } from 'node:fs'
import type { Cell } from './axes.ts'
import type { Device } from './device.ts'
import { DEVICE_GID, USERS, type User } from './ids.ts'
import { isRootless } from './rules.ts'

/** Where one trial happens. */
export interface Place {
  /** Its own directory, which the caller may write. */
  readonly directory: string
  readonly rootfs: string
  /** Name of the container. */
  readonly name: string
  readonly device: Device
  /** The ordinary user who starts it; undefined for root. */
  readonly caller: User | undefined
}

export function callerOf({ situation, gid }: Cell): User | undefined {
  return isRootless(situation) ? USERS[gid] : undefined
}

/** Makes the directory of a trial. */
export function makePlace(cell: Cell, stage: string, number: number, device: Device): Place {
  const caller = callerOf(cell)
  const directory = `${stage}/cells/${number}`
  mkdirSync(directory, { recursive: true, mode: 0o755 })
  if (caller !== undefined) chownSync(directory, caller.id, caller.id)
  return { directory, rootfs: `${stage}/rootfs`, name: `oci-device-hook-matrix-${number}`, device, caller }
}

/** A command as the caller runs it: with the device's group among its own, or with no group but its own. */
export function asCaller({ member }: Pick<Cell, 'member'>, { id }: User, command: readonly string[]): string[] {
  const groups = member === 'caller' ? `--groups=${DEVICE_GID}` : '--clear-groups'
  return ['setpriv', `--reuid=${id}`, `--regid=${id}`, groups, ...command]
}
