import { spawnSync } from 'node:child_process'
import fs from 'node:fs'
import { findCommand } from '../../../scripts/engines/find.ts'
import { makeNode } from '../../support/make-node.ts'
import type { Layout } from './axes.ts'
import { planting } from './kinds.ts'
import { NAMES, STRANGE_BYTES } from './names.ts'

/** What no container may reach. On the same file system as the root file systems, so that hard links are possible. */
export const CANARY = '/tmp/canary'
/** Directories of the machine's own /dev: with the device, and with devices of strange names. */
export const PARENT = '/dev/hostile'
export const STRANGE = '/dev/strange'
/** uid and gid of the root of containers with a user namespace. */
export const FIRST_ID = 2_000_000

const NULL = { type: 'c', major: 1, minor: 3 } as const
const VIDEO = [0, 44, 0o660] as const
/** A name of the host's for every device that a layout may ask for. */
const FILE_NAMES = Object.values(NAMES).filter((name) => Buffer.byteLength(name) <= 255)

/** The container of one case, before it is started. */
export interface Place {
  readonly directory: string
  readonly rootfs: string
  /** The device: its path in the container, and on the host. */
  readonly device: string
  /** Where the hostile thing goes, below /dev of the container; undefined for a strange name. */
  readonly hostilePath: string | undefined
}

/** Makes the devices of the machine, and what must stay as it is. */
export function furnishMachine(): void {
  makeNode(`${PARENT}/node`, NULL, VIDEO)
  for (const name of FILE_NAMES) makeNode(`${PARENT}/${name}`, NULL, VIDEO)
  fs.mkdirSync(STRANGE)
  for (const name of STRANGE_BYTES) fs.linkSync(`${PARENT}/node`, Buffer.concat([Buffer.from(`${STRANGE}/`), name]))
  makeCanary()
}

export function makeCanary(): void {
  fs.rmSync(CANARY, { recursive: true, force: true })
  for (const path of ['node', 'hostile/node', 'dev/hostile/node']) makeNode(`${CANARY}/${path}`, NULL, [0, 0, 0o600])
  fs.writeFileSync(`${CANARY}/file`, 'canary\n', { mode: 0o600 })
  shell(`mkfifo -m 600 ${CANARY}/fifo; ${SOCKET}`)
}

/** A program that only makes a socket is not on every system; this one is. */
const SOCKET = `"${process.execPath}" -e 'require("node:net").createServer().listen("${CANARY}/socket", () => process.exit())'`

/** Makes the directory of a case: root file system, and what the image has in it. */
export function makePlace(number: number, layout: Layout, isMapped: boolean): Place {
  const directory = `/tmp/hostile/${number}`
  const rootfs = `${directory}/rootfs`
  fs.rmSync(directory, { recursive: true, force: true })
  for (const name of ['bin', 'dev', 'proc', 'sys', 'run', 'tmp', 'etc'])
    fs.mkdirSync(`${rootfs}/${name}`, { recursive: true })
  for (const name of ['volume', 'upper', 'work']) fs.mkdirSync(`${directory}/${name}`)
  fs.linkSync(busybox(), `${rootfs}/bin/busybox`)
  const hostilePath = { dev: '', parent: '/hostile', node: '/hostile/node', name: undefined }[layout.component]
  if (layout.when === 'image' && hostilePath !== undefined) plantInImage(layout, directory, hostilePath)
  if (isMapped) shell(`chown -hR ${FIRST_ID}:${FIRST_ID} ${rootfs}/dev ${rootfs}/run ${rootfs}/etc ${directory}/volume`)
  return { directory, rootfs, device: deviceOf(layout), hostilePath }
}

/** A user namespace's runtime cannot pass what it may not search. The machine keeps one copy for all links. */
function busybox(): string {
  const copy = '/tmp/hostile/busybox'
  if (!fs.existsSync(copy)) fs.copyFileSync(findCommand('busybox') ?? '', copy)
  fs.chmodSync(copy, 0o755)
  return copy
}

function deviceOf({ component, kind }: Layout): string {
  if (component === 'name') return kind === 'plain' ? STRANGE : `${PARENT}/${NAMES[kind]}`
  return `${PARENT}/node`
}

/** In the directory that will be the container's /dev: of the rootfs, of the volume, or the upper one of an overlay. */
function plantInImage(layout: Layout, directory: string, path: string): void {
  const dev = { volume: 'volume', overlay: 'upper' }[layout.mount as string] ?? 'rootfs/dev'
  // A link in the place of /dev itself is the image's alone, whatever is mounted over it.
  shell(
    plantScript(
      { ...layout, mount: 'none' },
      layout.component === 'dev' ? `${directory}/rootfs/dev` : `${directory}/${dev}${path}`,
      path,
    ),
  )
}

/** The script that plants the hostile thing, with its variables. */
export function plantScript({ kind, mount }: Layout, at: string, path: string): string {
  const target = { '': `${CANARY}/dev`, '/hostile': `${CANARY}/hostile` }[path] ?? `${CANARY}/node`
  const rest = `${PARENT}/node`.slice(`/dev${path}`.length)
  return `P='${at}'; T='${target}'; H='/dev${path}'; N='${rest}'; ${planting(kind, mount === 'host')}`
}

export function shell(script: string): void {
  const { status, stderr } = spawnSync('sh', ['-c', script], { encoding: 'utf8' })
  if (status !== 0) throw new Error(`sh ended with ${status}: ${stderr}\n${script}`)
}
