/** What a cell of the matrix is made of. Every word of an id is unique to its axis or stands at its place. */
export const AXES = {
  engine: ['crun', 'runc', 'podman-crun', 'podman-runc'],
  situation: ['rootful', 'userns', 'rootless', 'keep-id'],
  /** How the container is given the device. */
  arrival: ['entry', 'node', 'directory', 'annotation'],
  mode: ['0660', '0640', '0600', '0606', '0666', '0000'],
  /** Who is in the device's group: nobody, the container's process (additionalGids), whoever starts the container. */
  member: ['stranger', 'identity', 'caller'],
  /** Whether an ACL of the node lets the container's user read and write it, or keeps it out. */
  acl: ['plain', 'allows', 'denies'],
  /** Whether the device's group has a number in the container. */
  gid: ['mapped', 'unmapped'],
  user: ['root', '1000', 'weakroot'],
  strategy: ['auto', 'owner', 'groups', 'keep-groups', 'private'],
  stage: ['precreate', 'createRuntime'],
} as const

export type Axis = keyof typeof AXES
/** One point of the matrix. */
export type Cell = { readonly [Name in Axis]: (typeof AXES)[Name][number] }

/** A container to be started: a cell, with the hook or, as a control, without. */
export interface Trial {
  readonly cell: Cell
  readonly hooked: boolean
}

export const AXIS_NAMES = Object.keys(AXES) as readonly Axis[]

/** `crun.userns.node.0660.stranger.plain.mapped.1000.auto.precreate`, with `.control` for a container without hook. */
export function idOf({ cell, hooked }: Trial): string {
  return [...AXIS_NAMES.map((axis) => cell[axis]), ...(hooked ? [] : ['control'])].join('.')
}

/** Reads an id. @throws {Error} naming the first word that is no value of its axis. */
export function parseId(id: string): Trial {
  const words = id.split('.')
  const hooked = words.length === AXIS_NAMES.length
  if (!hooked && (words.length !== AXIS_NAMES.length + 1 || words.at(-1) !== 'control')) {
    throw new Error(
      `Cannot read the cell ${id}: found ${words.length} words, expected ${AXIS_NAMES.join('.')}[.control]`,
    )
  }
  return { cell: cellOf(words, id), hooked }
}

function cellOf(words: readonly string[], id: string): Cell {
  const values = AXIS_NAMES.map((axis, at) => {
    const value = AXES[axis].find((known) => known === words[at])
    if (value !== undefined) return [axis, value]
    throw new Error(`Cannot read the cell ${id}: found "${words[at]}", expected one of ${AXES[axis].join(', ')}`)
  })
  return Object.fromEntries(values) as Cell // One value of its own axis for each axis, by the line above.
}
