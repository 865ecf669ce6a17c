import { execFileSync } from 'node:child_process'
import { existsSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { cacheDirectory } from './cache.ts'

/** Whatever Node and the add-on are linked to; Debian 12's, which have the oldest glibc that is still cared for. */
const LIBRARIES = ['libc6', 'libstdc++6', 'libatomic1', 'libgcc-s1']
const MIRROR = 'http://deb.debian.org/debian'
const NAMES = { arm64: 'qemu-aarch64-static', x64: 'qemu-x86_64-static' } as const

export type Processor = keyof typeof NAMES

/**
 * The command that programs of another processor are started by: QEMU in user mode, with that processor's libraries.
 *
 * @throws When a program for it is not installed, naming its package.
 */
export function emulatorOf(processor: Processor): readonly string[] {
  const missing = missingFor(processor)
  if (missing !== undefined) throw new Error(`Cannot build for ${processor}: ${missing}`)
  return [NAMES[processor], '-L', libraries(processor)]
}

/** What this machine lacks to start programs of a processor, or nothing. */
export function missingFor(processor: Processor): string | undefined {
  if (!isInstalled(NAMES[processor])) return `needs ${NAMES[processor]}: install qemu-user-static`
  return isInstalled('mmdebstrap') ? undefined : 'needs mmdebstrap: install it'
}

/** Made once: 26 MB, ten seconds. */
function libraries(processor: Processor): string {
  const directory = join(cacheDirectory(), `libraries-${processor}`)
  if (existsSync(directory)) return directory
  const temporary = `${directory}.${process.pid}`
  const architecture = processor === 'x64' ? 'amd64' : processor
  const options = ['--variant=extract', `--architectures=${architecture}`, `--include=${LIBRARIES.join()}`]
  try {
    execFileSync('mmdebstrap', ['--quiet', ...options, 'bookworm', temporary, MIRROR], {
      stdio: ['ignore', 'ignore', 'pipe'],
    })
    rmSync(join(temporary, 'dev'), { recursive: true }) // QEMU would look there first, and hide the host's.
    renameSync(temporary, directory)
  } catch (error) {
    rmSync(temporary, { recursive: true, force: true })
    throw error
  }
  return directory
}

function isInstalled(program: string): boolean {
  return (process.env.PATH ?? '').split(':').some((directory) => existsSync(join(directory, program)))
}
