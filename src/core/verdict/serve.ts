/** What a device path may be made of to be pasted. */
const PLAIN = /^(\/[A-Za-z0-9_.:@+-]+)+$/

/**
 * A command that lets the hook serve a device. Names in a container may be chosen by it: what is more than a path to a
 * shell is left for a person to fill in.
 */
export function serveCommand(path: string): string {
  return `podman run --annotation oci-device-hook/mode=auto --device ${PLAIN.test(path) ? path : 'DEVICE'} IMAGE`
}
