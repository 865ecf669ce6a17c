/** What engines bind below /dev for purposes of their own. */
const ENGINE_MOUNTS: readonly string[] = ['/dev/shm', '/dev/mqueue', '/dev/pts', '/dev/console']

/** Whether an engine mounts something of its own at a destination below /dev. */
export function isEngineMount(destination: string): boolean {
  return ENGINE_MOUNTS.includes(destination)
}
