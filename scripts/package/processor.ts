/** A processor that packages are made for, by the names that each world has for it. */
export interface Processor {
  readonly node: 'x64' | 'arm64'
  readonly debian: 'amd64' | 'arm64'
  /** Of rpm, and of tar files: what `uname -m` says. */
  readonly machine: 'x86_64' | 'aarch64'
}

export const PROCESSORS: readonly Processor[] = [
  { node: 'x64', debian: 'amd64', machine: 'x86_64' },
  { node: 'arm64', debian: 'arm64', machine: 'aarch64' },
]
