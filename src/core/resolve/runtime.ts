import { parse } from 'smol-toml'
import { type Runtime, UNKNOWN_RUNTIME } from '../model/situation.ts'

/** Reads the runtime off the command line of the engine or of the runtime itself: `--runtime X`, or the program. */
export function runtimeOfCommand(argv: readonly string[]): Runtime {
  const at = argv.indexOf('--runtime')
  const named = at >= 0 ? argv[at + 1] : argv.find((word) => word.startsWith('--runtime='))?.slice('--runtime='.length)
  const name = runtimeName(named ?? argv[0] ?? '')
  return { name, sure: name !== 'unknown' }
}

/**
 * Reads podman's default runtime out of the texts of its containers.conf files, the last word first. A container that
 * was created with another one keeps that, so this is never sure.
 */
export function configuredRuntime(files: readonly string[]): Runtime {
  for (const file of files) {
    const runtime = engineRuntime(file)
    if (runtime !== undefined) return { name: runtimeName(runtime), sure: false }
  }
  return UNKNOWN_RUNTIME
}

function engineRuntime(toml: string): string | undefined {
  if (!/^\s*runtime\s*=/m.test(toml)) return undefined // Most of these files are 25 KiB of comments.
  try {
    const { engine } = parse(toml)
    const runtime = typeof engine === 'object' && 'runtime' in engine ? engine.runtime : undefined
    return typeof runtime === 'string' ? runtime : undefined
  } catch {
    return undefined // podman will complain about its own configuration; a guess of ours does not depend on it.
  }
}

function runtimeName(program: string): Runtime['name'] {
  const name = program.slice(program.lastIndexOf('/') + 1)
  return name === 'crun' || name === 'runc' ? name : 'unknown'
}
