import { type Finding, warn } from '../finding.ts'
import type { ContainerFacts } from './facts.ts'

/** Programs that become another user, and set the groups of that user anew. */
const DROPPERS: ReadonlySet<string> = new Set([
  'gosu',
  'su-exec',
  'setpriv',
  'runuser',
  'su',
  'sudo',
  's6-setuidgid',
  's6-applyuidgid',
])
/** The init of s6-overlay, which images of linuxserver.io and others start. */
const INITS: ReadonlySet<string> = new Set(['/init', '/package/admin/s6-overlay/command/init'])
/** What such images are told their user by. */
const VARIABLES = ['PUID', 'PGID', 'GIDLIST'] as const

/**
 * An image that starts as root and drops to a user: groups that were added or kept are gone for the program, while
 * "podman exec" still has them, and shows that all is well.
 */
export function dropsGroups({ user, args, env, annotations, devices }: ContainerFacts): Finding[] {
  const sign = signOf(args, env)
  const isServed = annotations['oci-device-hook/user'] !== undefined
  if (user.uid !== 0 || sign === undefined || isServed || devices.length === 0) return []
  return [
    warn({
      code: 'DROPS_GROUPS',
      found: `it starts as root with ${sign}, which drops to another user and sets the groups of that user anew`,
      expected: 'a program that keeps its groups, or the name of the user that it drops to',
      remedy: `podman run --annotation oci-device-hook/user=${idOf(env, 'PUID', 'UID')}:${idOf(env, 'PGID', 'GID')} IMAGE`,
    }),
  ]
}

function signOf(args: readonly string[], env: readonly string[]): string | undefined {
  const program = args.find((word) => INITS.has(word) || DROPPERS.has(word.slice(word.lastIndexOf('/') + 1)))
  return program ?? VARIABLES.find((name) => variable(env, name) !== undefined)
}

/** The environment is the container's text, and a remedy is pasted into a shell: what is no number is left to a person. */
function idOf(env: readonly string[], name: string, placeholder: string): string {
  const value = variable(env, name) ?? '1000'
  return /^\d{1,10}$/.test(value) ? value : placeholder
}

function variable(env: readonly string[], name: string): string | undefined {
  return env.find((line) => line.startsWith(`${name}=`))?.slice(name.length + 1)
}
