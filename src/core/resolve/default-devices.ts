/** Nodes every container has; they are everybody's, and no business of ours. */
const DEFAULT_DEVICES: ReadonlySet<string> = new Set([
  '/dev/null',
  '/dev/zero',
  '/dev/full',
  '/dev/random',
  '/dev/urandom',
  '/dev/tty',
  '/dev/console',
  '/dev/ptmx',
])

/** Whether `path` is one of the nodes that every container has. */
export function isDefaultDevice(path: string): boolean {
  return DEFAULT_DEVICES.has(path) || path.startsWith('/dev/pts/')
}
