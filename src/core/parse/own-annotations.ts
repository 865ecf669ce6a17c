/** Every annotation of ours starts with this; a valid Kubernetes annotation prefix. */
export const PREFIX = 'oci-device-hook/'

/** All that there are, without their prefix. */
export const ANNOTATION_KEYS = ['mode', 'devices', 'require', 'optional', 'user'] as const
export type AnnotationKey = (typeof ANNOTATION_KEYS)[number]

/** Whether any annotation is ours. */
export function hasRequest(annotations: Readonly<Record<string, unknown>>): boolean {
  return Object.keys(annotations).some((key) => key.startsWith(PREFIX))
}
