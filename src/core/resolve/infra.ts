/** Annotations by which engines mark the container that only holds a pod's namespaces open. */
const SANDBOX: readonly string[] = ['io.kubernetes.cri-o.ContainerType', 'io.kubernetes.cri.container-type']
const PRIVILEGED = 'io.podman.annotations.privileged'

type Annotations = Readonly<Record<string, unknown>>

/** Whether the container is a pod's infra (pause) container: it runs nothing that could open a device. */
export function isInfra(annotations: Annotations): boolean {
  return SANDBOX.some((key) => annotations[key] === 'sandbox') || annotations['io.podman.annotations.infra'] === 'TRUE'
}

/** Whether podman gave the container every device of the host. */
export function isPrivileged(annotations: Annotations): boolean {
  return annotations[PRIVILEGED] === 'TRUE'
}
