/** Every annotation of ours starts with this; a valid Kubernetes annotation prefix. */
export const PREFIX = 'oci-device-hook/'

/** Whether any annotation is ours. */
export function hasRequest(annotations: Readonly<Record<string, unknown>>): boolean {
  return Object.keys(annotations).some((key) => key.startsWith(PREFIX))
}
