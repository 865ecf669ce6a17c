/** Ids of podman, CRI-O, containerd and Docker. */
const ID = /[0-9a-f]{64}/

/** A file that podman keeps for each container and mounts into it, pods and rootless containers included. */
const PODMAN_FILE = '/run/.containerenv'

/**
 * What a parsed config.json says about which container it is for, precreate being told nothing else: the id in the path
 * of its cgroup or of podman's own file, else its host name, else nothing.
 */
export function containerName(document: unknown): string {
  const { linux, hostname, mounts } = asObject(document)
  const id = idIn(asObject(linux).cgroupsPath) ?? idIn(sourceOf(mounts, PODMAN_FILE))
  return id ?? (typeof hostname === 'string' ? hostname : '')
}

function idIn(path: unknown): string | undefined {
  return typeof path === 'string' ? ID.exec(path)?.[0] : undefined
}

function sourceOf(mounts: unknown, destination: string): unknown {
  if (!Array.isArray(mounts)) return undefined
  return asObject(mounts.find((mount) => asObject(mount).destination === destination)).source
}

/** Annotations of a parsed config.json, before it was checked. */
export function annotationsOf(document: unknown): Record<string, unknown> {
  return asObject(asObject(document).annotations)
}

export function asObject(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
}
