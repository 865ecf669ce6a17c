import fs from 'node:fs'

/** Each inode that must not change, by its path as latin1, with all that stat(2) tells. */
export type Snapshot = ReadonlyMap<string, Traces>

/** The state of an inode, and the marks that any change of it leaves. */
export interface Traces {
  readonly state: string
  readonly marks: string
}

/** What changes by being used, or is the engines' and the hook's own. */
const LEFT_OUT = ['/dev/pts', '/dev/shm', '/dev/mqueue', '/dev/ptmx', '/tmp/hostile', '/tmp/podman-run']

/** Of a case: the container's files, and where overlayfs keeps what it works on. */
const OWN = ['rootfs', 'work']

/** Looks at everything that is the host's and within reach. `directory`: of the case, without its rootfs. */
export function snapshot(directory: string): Snapshot {
  const places = ['/dev', '/etc', '/tmp', directory]
  const leftOut = OWN.map((name) => `${directory}/${name}`)
  return new Map(
    places
      .flatMap((place) => [...walk(place, leftOut)])
      .map(([path, found]) => [path, tracesOf(found, path.startsWith(`${directory}/upper`))]),
  )
}

/** Every inode at and below a path, links not followed, by its path as latin1: names may be any bytes. */
export function* walk(path: string, leftOut: readonly string[] = []): Generator<readonly [string, fs.BigIntStats]> {
  if (LEFT_OUT.includes(path) || leftOut.includes(path)) return
  const raw = Buffer.from(path, 'latin1')
  const status = fs.lstatSync(raw, { bigint: true })
  yield [path, status]
  if (!status.isDirectory()) return
  for (const name of fs.readdirSync(raw, { encoding: 'latin1' })) yield* walk(`${path}/${name}`, leftOut)
}

/** A mere look at a name makes overlayfs note something in its upper directory, and that moves the change time. */
function tracesOf({ dev, ino, mode, uid, gid, rdev, nlink, size, ctimeNs }: fs.BigIntStats, isUpper: boolean): Traces {
  const state = [mode.toString(8), uid, gid, rdev].join(' ')
  return { state, marks: isUpper ? '' : [dev, ino, nlink, size, ctimeNs].join(' ') }
}

/** What is different, by path: the state that it has now. */
export function changes(before: Snapshot, after: Snapshot): ReadonlyMap<string, string> {
  const changed = new Map<string, string>()
  for (const [path, { state, marks }] of after) {
    const was = before.get(path)
    if (was === undefined) changed.set(path, `made: ${state}`)
    else if (was.state !== state) changed.set(path, `now ${state}, was ${was.state}`)
    else if (was.marks !== marks) changed.set(path, `touched: ${state}`)
  }
  for (const path of before.keys()) if (!after.has(path)) changed.set(path, 'removed')
  return changed
}

/** Mount points of the machine with their options; podman's storage is its own business. */
export function mounts(): string[] {
  const lines = fs.readFileSync('/proc/self/mountinfo', 'utf8').trimEnd().split('\n')
  return lines.filter((line) => !/ \/var\/lib\/containers| \/run\/(containers|netns|lock)/.test(line))
}
