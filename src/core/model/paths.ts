declare const hostPath: unique symbol
declare const containerPath: unique symbol
declare const devicePath: unique symbol

/** An absolute path as the host's mount namespace resolves it. */
export type HostPath = string & { readonly [hostPath]: true }
/** An absolute path as a process inside the container would write it. */
export type ContainerPath = string & { readonly [containerPath]: true }
/** One that deviceFault() finds nothing wrong with: only below /dev nodes and links are made. */
export type DevicePath = ContainerPath & { readonly [devicePath]: true }

/** PATH_MAX of linux/limits.h, with its closing NUL. */
const PATH_MAX = 4096

/**
 * Says why `text` is not a plain absolute path, or nothing when it is one.
 *
 * Plain means: no NUL, no empty, `.` or `..` component, no slash at the end. Symbolic links are the kernel's
 * business (openat2); this looks at the string only.
 */
export function lexicalFault(text: string): string | undefined {
  if (text.includes('\0')) return 'it has a NUL byte'
  if (!text.startsWith('/')) return 'it is not absolute'
  if (text.length >= PATH_MAX) return `it has ${text.length} characters, more than the ${PATH_MAX - 1} of PATH_MAX`
  const odd = text === '/' ? undefined : text.slice(1).split('/').find(isOdd)
  return odd === undefined ? undefined : `it has the component "${odd}"`
}

/** The same for a path of a device node: it must also lie below /dev. */
export function deviceFault(text: string): string | undefined {
  return lexicalFault(text) ?? (text.startsWith('/dev/') ? undefined : 'it is not below /dev')
}

/** The check that a DevicePath stands for. */
export function isDevicePath(path: ContainerPath): path is DevicePath {
  return deviceFault(path) === undefined
}

/** The directory that holds `path`: `/dev/dri/card0` gives `/dev/dri`. */
export function parentOf<P extends HostPath | ContainerPath>(path: P): P {
  return (path.slice(0, path.lastIndexOf('/')) || '/') as P
}

/** Whether `path` is `directory` itself or lies below it; compares whole components. */
export function isWithin(path: string, directory: string): boolean {
  return path === directory || path.startsWith(directory === '/' ? '/' : `${directory}/`)
}

function isOdd(component: string): boolean {
  return component === '' || component === '.' || component === '..'
}
