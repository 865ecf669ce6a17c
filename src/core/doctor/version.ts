/** Major, minor and patch; numbers that a text leaves out are 0. */
export type Version = readonly [major: number, minor: number, patch: number]

/** The first version in a text, such as what `--version` prints; undefined when there is none. */
export function versionIn(text: string): Version | undefined {
  const [, major, minor, patch] = /(\d{1,6})\.(\d{1,6})(?:\.(\d{1,6}))?/.exec(text) ?? []
  return major === undefined ? undefined : [Number(major), Number(minor), Number(patch ?? 0)]
}

export function isBelow(version: Version, other: Version): boolean {
  const at = version.findIndex((number, index) => number !== other[index])
  return at >= 0 && (version[at] ?? 0) < (other[at] ?? 0)
}

export function showVersion(version: Version): string {
  return version.join('.')
}
