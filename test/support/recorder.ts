import type { DeviceNumber, HostNode } from '../../src/core/model/device.ts'
import { type HostGid, type HostUid, UNMAPPED } from '../../src/core/model/ids.ts'
import type { Usable } from '../../src/core/model/observation.ts'
import { type ContainerPath, type HostPath, isWithin } from '../../src/core/model/paths.ts'
import { type Runtime, UNKNOWN_RUNTIME } from '../../src/core/model/situation.ts'
import { BUILT_IN_POLICY, type Policy } from '../../src/core/policy/policy.ts'
import { modeAllows } from '../../src/core/resolve/access.ts'
import { deviceClass } from '../../src/core/resolve/device-class.ts'
import type { IdMaps } from '../../src/core/resolve/identity.ts'
import { IDENTITY_MAP } from '../../src/core/resolve/idmap.ts'
import type {
  Asker,
  Container,
  Found,
  FoundNode,
  Handle,
  Host,
  HostEntry,
  Ownership,
  Question,
  RuntimeSystem,
} from '../../src/shell/system.ts'

/** A device node of the world in memory. Ids are those of the hook's user namespace. */
export interface WorldNode {
  readonly number: DeviceNumber
  readonly uid: number
  readonly gid: number
  readonly mode: number
  readonly kind?: 'own' | 'shared'
  readonly links?: number
  readonly nodev?: boolean
  readonly propagates?: boolean
}

type Nodes = Readonly<Record<string, WorldNode>>

/** What an effect is called with, for those that change something. */
export type Call =
  | { readonly do: 'chown'; readonly path: string; readonly owner: Ownership }
  | { readonly do: 'mknod'; readonly path: string; readonly number: DeviceNumber; readonly owner: Ownership }
  | {
      readonly do: 'cover'
      readonly path: string
      readonly number: DeviceNumber
      readonly owner: Ownership
      readonly label?: string
    }
  | { readonly do: 'link'; readonly path: string; readonly target: string }
  | { readonly do: 'publish' }

/** Everything that the stages can see. What is left out is not there. */
export interface World {
  readonly host?: Nodes
  /** Stable names of the host, by the path that they lead to. */
  readonly names?: Readonly<Record<string, string>>
  readonly groups?: Readonly<Record<string, number>>
  readonly policy?: Policy | Error
  readonly isRealRoot?: boolean
  readonly runtime?: Runtime
  /** Groups of whoever called the hook. */
  readonly callerGroups?: readonly number[]
  /** config.json as the container's bundle has it. */
  readonly config?: string
  readonly nodes?: Nodes
  /** Paths in the container where something else than a node stands. */
  readonly others?: Readonly<Record<string, string>>
  readonly maps?: IdMaps
  readonly userns?: boolean
  /** What an effect throws in the place of doing anything. */
  readonly failing?: Partial<Record<Call['do'] | 'openContainer' | 'enter' | 'find' | 'mayOpen', Error>>
  /** What the kernel says once something was changed, in the place of what modes and owners say. */
  readonly verdict?: Usable
}

interface Held {
  readonly path: string
  node: WorldNode
}

/** The effects on a world in memory. Every change is recorded in its order, and every node that is held is counted. */
export class RecordingSystem implements RuntimeSystem {
  readonly calls: Call[] = []
  /** How many nodes each question to the kernel was about. */
  readonly asked: number[] = []
  /** Most nodes that were held at once. */
  mostHeld = 0
  readonly ownPath = '/usr/libexec/oci-device-hook'
  readonly #world: World
  readonly #held = new Map<Handle, Held>()
  #next = 100

  constructor(world: World = {}) {
    this.#world = world
  }

  /** Nodes that were not given back. */
  get held(): string[] {
    return [...this.#held.values()].map(({ path }) => path)
  }

  get isRealRoot(): boolean {
    return this.#world.isRealRoot ?? true
  }

  readonly callerGroups = () => (this.#world.callerGroups ?? []).filter((gid) => gid !== 65_534) as HostGid[]

  readonly host: Host = {
    nodeAt: (path) => hostNode(path, this.#hostNodes[path]),
    nodeNumbered: ({ type, major, minor }) => {
      const wanted = `${type} ${major}:${minor}`
      const found = Object.entries(this.#hostNodes).find(
        ([, { number: n }]) => `${n.type} ${n.major}:${n.minor}` === wanted,
      )
      return found === undefined ? undefined : hostNode(found[0], found[1])
    },
    resolve: (path) => this.#resolve(path),
    open: (path) => this.#find(path, this.#hostNodes[path], 'shared'),
    gidOf: (group) => (typeof group === 'number' ? group : this.#world.groups?.[group]) as HostGid | undefined,
    classOf: (number) => deviceClass(number),
    hasUnmappedGroupAbove: () => false,
    mapsOfNamespace: () => this.#world.maps,
  }

  policy(): Policy {
    const { policy = BUILT_IN_POLICY } = this.#world
    if (policy instanceof Error) throw policy
    return policy
  }

  configMentions(_state: unknown, text: string): boolean {
    return this.#world.config?.includes(text) ?? true
  }

  openContainer(): Container {
    this.#mayFail('openContainer')
    const { config = '{}', nodes = {}, others = {}, userns = false, maps = HOST_IDS } = this.#world
    return {
      configText: config,
      maps,
      hasUserNamespace: userns,
      enter: () => this.#mayFail('enter'),
      find: (path) => {
        this.#mayFail('find')
        const found = others[path]
        return found === undefined ? this.#find(path, nodes[path], 'own') : { kind: 'other', found }
      },
      chown: (node, owner) => {
        const held = this.#nodeOf(node)
        this.#record({ do: 'chown', path: held.path, owner })
        held.node = { ...held.node, ...owner }
      },
      mknod: (path, number, owner) => this.#make({ do: 'mknod', path, number, owner }),
      cover: (path, shared, number, owner, label) => {
        this.#nodeOf(shared)
        return this.#make({ do: 'cover', path, number, owner, ...(label === undefined ? {} : { label }) })
      },
      link: (path, target) => this.#record({ do: 'link', path, target }),
      publish: () => this.#record({ do: 'publish' }),
    }
  }

  mayOpen({ who, groups, overriding }: Asker, questions: readonly Question[]): Usable[] {
    this.#mayFail('mayOpen')
    this.asked.push(questions.length)
    const { verdict, callerGroups = [] } = this.#world
    if (verdict !== undefined && this.calls.length > 0) return questions.map(() => verdict)
    const { uid, gid } = who.host
    if (uid === UNMAPPED || gid === UNMAPPED) return questions.map(() => null)
    const given = who.host.groups.filter((id) => id !== UNMAPPED)
    const opener = { uid, gid, groups: groups === 'kept' ? callerGroups : given, overridesModes: overriding }
    return questions.map(({ node, wanted }) => modeAllows(this.#nodeOf(node).node, opener, wanted))
  }

  release(node: Handle): void {
    if (!this.#held.delete(node)) throw new Error(`handle ${node} was given back twice`)
  }

  now(): string {
    return '2026-01-02T03:04:05.678Z'
  }

  elapsedMs(): number {
    return 31
  }

  runtime(): Runtime {
    return this.#world.runtime ?? UNKNOWN_RUNTIME
  }

  get #hostNodes(): Nodes {
    return this.#world.host ?? {}
  }

  #resolve(path: HostPath): HostEntry | undefined {
    const real = (this.#world.names?.[path] ?? path) as HostPath
    const node = hostNode(real, this.#hostNodes[real])
    if (node !== undefined) return { kind: 'device', node }
    const below = Object.keys(this.#hostNodes).filter((each) => isWithin(each, real))
    const nodes = below.flatMap((each) => hostNode(each, this.#hostNodes[each]) ?? [])
    return nodes.length === 0 ? undefined : { kind: 'directory', real, nodes }
  }

  #find(path: string, node: WorldNode | undefined, kind: 'own' | 'shared'): Found {
    if (node === undefined) return { kind: 'absent' }
    const found: FoundNode = { kind: 'node', handle: this.#hold(path, node), seen: seenAs({ kind, ...node }) }
    return found
  }

  #make(call: Extract<Call, { do: 'mknod' | 'cover' }>): Handle {
    this.#record(call)
    return this.#hold(call.path, { number: call.number, ...call.owner })
  }

  #record(call: Call): void {
    this.#mayFail(call.do)
    this.calls.push(call)
  }

  #hold(path: string, node: WorldNode): Handle {
    const handle = this.#next++ as Handle
    this.#held.set(handle, { path, node })
    this.mostHeld = Math.max(this.mostHeld, this.#held.size)
    return handle
  }

  #nodeOf(handle: Handle): Held {
    const held = this.#held.get(handle)
    if (held === undefined) throw new Error(`handle ${handle} is not held`)
    return held
  }

  #mayFail(what: keyof NonNullable<World['failing']>): void {
    const error = this.#world.failing?.[what]
    if (error !== undefined) throw error
  }
}

const HOST_IDS: IdMaps = { uid: IDENTITY_MAP, gid: IDENTITY_MAP }

function hostNode(path: string, node: WorldNode | undefined): HostNode | undefined {
  if (node === undefined) return undefined
  const { number, uid, gid, mode, links = 1 } = node
  return { path: path as HostPath, number, uid: uid as HostUid, gid: gid as HostGid, mode, links }
}

function seenAs({ kind = 'own', number, uid, gid, mode, links = 1, nodev = false, propagates = false }: WorldNode) {
  return { kind, number, uid: uid as HostUid, gid: gid as HostGid, mode, links, nodev, propagates }
}

/** `path` as one of the container. */
export function inContainer(path: string): ContainerPath {
  return path as ContainerPath
}
