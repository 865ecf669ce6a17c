import { KINDS } from './kinds.ts'
import { NAMES } from './names.ts'

/** What a hostile container is made of. */
export const AXES = {
  /** Which part of the way to the device is hostile; `name`: the device itself has a strange name. */
  component: ['dev', 'parent', 'node', 'name'],
  /** What stands there. */
  kind: ['plain', ...Object.keys(KINDS), ...Object.keys(NAMES)],
  /** What the configuration mounts on /dev. */
  mount: ['tmpfs', 'none', 'volume', 'host', 'overlay'],
  /** How the container is given the device. */
  arrival: ['entry', 'bind', 'directory', 'annotation'],
  /** Put there by the image, or by another container after the runtime was done and before the hook begins. */
  when: ['image', 'meanwhile'],
  /** Which annotations name the device. */
  asks: ['mode', 'devices', 'require', 'optional'],
} as const

type Axes = typeof AXES
/** One hostile layout. */
export type Layout = { readonly [Name in Exclude<keyof Axes, 'kind'>]: Axes[Name][number] } & { readonly kind: string }

/** Who starts it. */
export const ENGINES = ['crun', 'runc', 'podman', 'userns'] as const
export type Engine = (typeof ENGINES)[number]

/** One container to be started. */
export interface Case {
  readonly layout: Layout
  readonly engine: Engine
}

/** `crun: node link-absolute, tmpfs on /dev, entry, meanwhile, asks by mode`. */
export function nameOf({ engine, layout }: Case): string {
  const { component, kind, mount, arrival, when, asks } = layout
  return `${engine}: ${component} ${kind}, ${mount} on /dev, ${arrival}, ${when}, asks by ${asks}`
}

/** Every layout that means something with an engine. */
export function possibleLayouts(engine: Engine): readonly Layout[] {
  meaningful ??= product().filter(isPossible)
  return engine === 'podman' ? meaningful.filter(({ mount }) => mount !== 'none') : meaningful
}

let meaningful: readonly Layout[] | undefined

function product(): Layout[] {
  let layouts: Record<string, string>[] = [{}]
  for (const [axis, values] of Object.entries(AXES)) {
    layouts = layouts.flatMap((layout) => values.map((value) => ({ ...layout, [axis]: value })))
  }
  return layouts as unknown as Layout[] // One value of each axis, by construction.
}

function isPossible({ component, kind, mount, arrival, when }: Layout): boolean {
  const isMount = KINDS[kind]?.isMount === true
  return (
    suits(component, kind) &&
    // An image has no mounts in it, and what it has in /dev is hidden by what is mounted there.
    !(when === 'image' && isMount) &&
    !(when === 'image' && component !== 'dev' && component !== 'name' && (mount === 'tmpfs' || mount === 'host')) &&
    !(when === 'meanwhile' && component === 'name') &&
    // Whatever is put into the host's own /dev changes the host, hook or no hook.
    !(mount === 'host' && component !== 'name' && !(component === 'node' && isMount)) &&
    // The directory that arrives holds every strange name at once.
    (arrival === 'directory') === (component === 'name' && kind === 'plain')
  )
}

function suits(component: Layout['component'], kind: string): boolean {
  if (component === 'name') return kind === 'plain' || kind in NAMES
  return KINDS[kind]?.on.includes(component) === true
}
