import { parse } from 'smol-toml'
import { type Runtime, UNKNOWN_RUNTIME } from '../model/situation.ts'

/** What there is to go by when nobody says which runtime a container has or will get. */
export interface RuntimeEvidence {
  /** The parent's command line: a runtime at createRuntime, podman at precreate. */
  readonly command: readonly string[]
  /** Texts of podman's containers.conf files, the one with the last word first. */
  readonly configurations: readonly string[]
  /** Whether crun is installed: podman's default where it is, before runc. */
  readonly hasCrun: boolean
}

/**
 * Says which runtime it is: by the command line, else by podman's configuration and default.
 *
 * The latter is sure for a command that makes the container as well. A container that is only started keeps the runtime
 * that it was made with, whatever the configuration says now. And what looks like `--runtime` after the subcommand may be
 * an argument of the container's own program.
 */
export function guessRuntime(evidence: RuntimeEvidence): Runtime {
  const { command } = evidence
  const at = command.findIndex((word) => SUBCOMMANDS.includes(word))
  const before = runtimeOfCommand(at < 0 ? command : command.slice(0, at))
  if (before !== 'unknown') return { name: before, sure: true }
  const after = runtimeOfCommand(['podman', ...command.slice(at + 1)])
  if (at >= 0 && after !== 'unknown') return { name: after, sure: false }
  // What follows is gathered when it is read, from files.
  const configured = evidence.configurations.map(engineRuntime).find((runtime) => runtime !== undefined)
  const name = configured === undefined ? (evidence.hasCrun ? 'crun' : 'unknown') : runtimeName(configured)
  return name === 'unknown' ? UNKNOWN_RUNTIME : { name, sure: MAKING.includes(command[at] ?? '') }
}

/** Subcommands of podman that end in starting a container; the first one on the command line is the subcommand. */
const SUBCOMMANDS: readonly string[] = ['run', 'kube', 'play', 'start', 'restart', 'create', 'system', 'pod', 'unpause']
const MAKING: readonly string[] = ['run', 'kube', 'play']

function runtimeOfCommand(command: readonly string[]): Runtime['name'] {
  const at = command.indexOf('--runtime')
  const option = command.find((word) => word.startsWith('--runtime='))?.slice('--runtime='.length)
  return runtimeName((at >= 0 ? command[at + 1] : option) ?? command[0] ?? '')
}

function engineRuntime(toml: string): string | undefined {
  // Most of these files are 25 KiB of comments. Not \s, which goes on at the next line, and a file may be all lines' ends.
  if (!/^[ \t]*runtime[ \t]*=/m.test(toml)) return undefined
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
