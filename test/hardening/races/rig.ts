import fs from 'node:fs'
import { O_DIRECTORY, O_PATH } from '../../../src/native/constants.ts'
import type { OwnedFd } from '../../../src/native/fd.ts'
import { open } from '../../../src/native/open.ts'
import { statx } from '../../../src/native/status.ts'
import { filesystemOf, hostFilesystems } from '../../../src/shell/linux/filesystems.ts'
import { sharedMounts } from '../../../src/shell/linux/propagation.ts'
import { FakeContainer } from '../../support/fake-container.ts'
import { makeNode } from '../../support/make-node.ts'
import { coverWithTmpfs } from '../../support/private-mounts.ts'
import { type Layout, NOT_OURS } from './layouts.ts'

/** The number of the null device: using it harms nothing. */
export const NULL = { type: 'c', major: 1, minor: 3 } as const

/** What must not be reached: made once, for all races of a process. The mount namespace must be our own. */
export function makeNotOurs(): void {
  fs.mkdirSync(NOT_OURS)
  coverWithTmpfs(NOT_OURS)
  for (const path of ['node', 'dev/node']) makeNode(`${NOT_OURS}/${path}`, NULL, [0, 44, 0o660])
}

/** All that stat(2) tells of everything below NOT_OURS, change times included. */
export function lookAtNotOurs(): string {
  const names = fs.readdirSync(NOT_OURS, { recursive: true, encoding: 'utf8' }).sort()
  return ['.', ...names].map((name) => traces(`${NOT_OURS}/${name}`)).join('\n')
}

function traces(path: string): string {
  const { ino, mode, uid, gid, nlink, rdev, size, ctimeNs } = fs.lstatSync(path, { bigint: true })
  return [path, ino, mode, uid, gid, nlink, rdev, size, ctimeNs].join(' ')
}

/** A container between creation and start, furnished for one race. */
export class Rig implements Disposable {
  readonly pid: number
  readonly procfd: number
  /** The directory that holds the rootfs, in the container's mount namespace. */
  readonly at: string
  /** The file system of the container's own /dev, as mountinfo writes it. */
  readonly own: string
  readonly hostOwned: ReadonlySet<string>
  readonly shared: ReadonlySet<number>
  /** The directories in which the hook may come to make something, by descriptor: names lead elsewhere meanwhile. */
  readonly places: readonly OwnedFd[]
  readonly #container: FakeContainer

  constructor({ furnish, device, creates, attack }: Layout) {
    const container = new FakeContainer({ furnish: `${PLACE}; ${furnish}` })
    this.#container = container
    this.pid = container.pid
    this.procfd = open(`/proc/${container.pid}`, O_PATH | O_DIRECTORY).release()
    this.at = `${container.bundle}/at`
    using node = open(`${this.reachable}/rootfs${device}`, O_PATH)
    this.own = filesystemOf(statx(node.fd))
    const names = creates === undefined ? [] : [`rootfs${creates}`, ...(attack.do === 'exchange' ? [attack.other] : [])]
    this.places = names.flatMap((name) => directoryAt(`${this.reachable}/${name}`))
    this.hostOwned = hostFilesystems()
    this.shared = sharedMounts(this.procfd)
  }

  /** `at`, as a process of the host reaches it. */
  get reachable(): string {
    return `/proc/${this.pid}/root${this.at}`
  }

  [Symbol.dispose](): void {
    for (const place of this.places) place[Symbol.dispose]()
    fs.closeSync(this.procfd)
    this.#container[Symbol.dispose]()
  }
}

function directoryAt(path: string): OwnedFd[] {
  return fs.lstatSync(path).isDirectory() ? [open(path, O_PATH | O_DIRECTORY)] : []
}

/** One tmpfs for the rootfs and its neighbours, so that all of them can be exchanged with each other. */
const PLACE =
  'umount "$R/dev"; A=$B/at; R=$A/rootfs; mkdir "$A"; mount -t tmpfs -o mode=755 tmpfs "$A"; mkdir -p "$R/dev"'
