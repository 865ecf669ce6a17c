/** Ids of podman, CRI-O, containerd and Docker in linux.cgroupsPath. */
const ID = /[0-9a-f]{64}/

/**
 * What a parsed config.json says about which container it is for, precreate being told nothing else: the id in the path
 * of its cgroup, else its host name, else nothing.
 */
export function containerName(document: unknown): string {
  const { linux, hostname } = asObject(document)
  const path = asObject(linux).cgroupsPath
  const id = typeof path === 'string' ? ID.exec(path)?.[0] : undefined
  return id ?? (typeof hostname === 'string' ? hostname : '')
}

/** Annotations of a parsed config.json, before it was checked. */
export function annotationsOf(document: unknown): Record<string, unknown> {
  return asObject(asObject(document).annotations)
}

export function asObject(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
}
