import fs from 'node:fs'
import type { DeviceNumber } from '../../core/model/device.ts'
import type { ContainerPath } from '../../core/model/paths.ts'
import type { Handle } from '../system.ts'
import { openWorkshop, type Workshop } from './private-node.ts'
import { type Publication, publish } from './publish.ts'

/** Most nodes that one workshop has room for; the tmpfs takes memory only for those that are made. */
const ROOM = 16_384

/** Without SELinux the kernel knows no `context` option, and refuses the mount. */
function hasSelinux(): boolean {
  return fs.existsSync('/sys/fs/selinux/enforce')
}

/** The private nodes of one container: made one by one, published together. */
export class Covers {
  readonly #namespace: number
  readonly #assertOurs: () => void
  readonly #publications: Publication[] = []
  #workshop: Workshop | undefined

  constructor(namespace: number, assertOurs: () => void) {
    this.#namespace = namespace
    this.#assertOurs = assertOurs
  }

  /** Makes a node of mode 0000, to be given away by the caller. @throws {HookError} `ERR_PRIVATE` */
  make(path: ContainerPath, target: number, number: DeviceNumber, label: string | undefined): Handle {
    this.#workshop ??= openWorkshop(ROOM, hasSelinux() ? label : undefined)
    const { node, tree } = this.#workshop.make(number)
    this.#publications.push({ path, tree, target })
    return node.release() as Handle
  }

  /** Puts them in their places: the last thing that a process does. @throws {HookError} `ERR_PRIVATE` */
  publish(): void {
    if (this.#publications.length > 0) publish(this.#publications, this.#namespace, this.#assertOurs)
  }
}
