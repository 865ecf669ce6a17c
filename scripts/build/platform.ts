import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { emulatorOf, type Processor } from './emulator.ts'
import { foreignPackage } from './foreign-package.ts'
import { installed } from './repository.ts'

/** The inputs that differ per processor. */
export type Platform = {
  /** As in npm's package names: `linux-x64`. */
  readonly name: string
  /** Root of the npm package that holds Node.js. */
  readonly nodePackage: string
  readonly node: string
  readonly koffi: string
  readonly strip: string
  /** What programs of this processor are started by: nothing for the machine's own. */
  readonly start: readonly string[]
}

/** The inputs for the processor of this machine. */
export function thisPlatform(): Platform {
  return own(process.arch)
}

/**
 * The inputs for a processor. V8 makes the code cache on the processor itself, so for another one than the machine's own
 * it takes an emulator.
 *
 * @throws When Node.js or koffi for it, or the emulator, is not to be had.
 */
export function platformFor(processor: string): Platform {
  if (processor === process.arch) return thisPlatform()
  if (processor !== 'arm64' && processor !== 'x64')
    throw new Error(`no Node.js for ${processor}, expected x64 or arm64`)
  return foreign(processor)
}

function own(processor: string): Platform {
  const platform: Platform = {
    name: `linux-${processor}`,
    nodePackage: installed(`node-linux-${processor}`),
    node: installed(`node-linux-${processor}`, 'bin/node'),
    koffi: installed(`@koromix/koffi-linux-${processor}`, `linux_${processor}`, 'koffi.node'),
    strip: 'strip',
    start: [],
  }
  for (const file of [platform.node, platform.koffi]) requireInput(file)
  return platform
}

function foreign(processor: Processor): Platform {
  const nodePackage = foreignPackage(`node-linux-${processor}`)
  return {
    name: `linux-${processor}`,
    nodePackage,
    node: join(nodePackage, 'bin/node'),
    koffi: join(foreignPackage(`@koromix/koffi-linux-${processor}`), `linux_${processor}`, 'koffi.node'),
    strip: processor === 'arm64' ? 'aarch64-linux-gnu-strip' : 'x86_64-linux-gnu-strip',
    start: emulatorOf(processor),
  }
}

function requireInput(file: string): void {
  if (existsSync(file)) return
  throw new Error(
    `Cannot build for linux-${process.arch}: ${file} is missing. Run "npm ci" with optional packages on x64 or arm64`,
  )
}
