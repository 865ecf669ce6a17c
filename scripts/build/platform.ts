import { existsSync } from 'node:fs'
import { installed } from './repository.ts'

/** The inputs that differ per processor. */
export type Platform = {
  /** As in npm's package names: `linux-x64`. */
  readonly name: string
  /** Root of the npm package that holds Node.js. */
  readonly nodePackage: string
  readonly node: string
  readonly koffi: string
}

/**
 * The platform that runs the build, which is the only one it can build for: V8 makes the code cache on the
 * machine's own architecture.
 *
 * @throws When Node.js or koffi for this processor is not installed.
 */
export function thisPlatform(): Platform {
  const { arch } = process
  const platform: Platform = {
    name: `linux-${arch}`,
    nodePackage: installed(`node-linux-${arch}`),
    node: installed(`node-linux-${arch}`, 'bin/node'),
    koffi: installed(`@koromix/koffi-linux-${arch}`, `linux_${arch}`, 'koffi.node'),
  }
  for (const file of [platform.node, platform.koffi]) requireInput(file)
  return platform
}

function requireInput(file: string): void {
  if (existsSync(file)) return
  throw new Error(
    `Cannot build for linux-${process.arch}: ${file} is missing. Run "npm ci" with optional packages on x64 or arm64`,
  )
}
