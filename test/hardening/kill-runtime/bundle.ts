import { writeBundle } from '../machine/container.ts'
import { CONFIG, DEVICE } from '../machine/flows.ts'
import { HOOK_ENV } from '../machine/hook.ts'
import { WORK } from '../machine/rig.ts'

/** How a device comes into a container, and with it what the hook has to do. */
export const KINDS = ['own node', 'bind mount'] as const
export type Kind = (typeof KINDS)[number]

/** What the container's user says when all is well. */
export const USE = `exec 3<>${DEVICE} && echo x >&3 && stat -c 'opened %u:%g %a' ${DEVICE}`

const PATHS: Readonly<Record<Kind, string>> = { 'own node': `${WORK}/own`, 'bind mount': `${WORK}/bind` }

/**
 * Writes a bundle whose createRuntime hook is `command`.
 *
 * @returns Its directory.
 */
export function makeBundle(kind: Kind, command: readonly string[]): string {
  const bind = { type: 'bind', source: DEVICE, destination: DEVICE, options: ['rbind', 'rprivate'] }
  const [path, env] = [command[0], [`PATH=${HOOK_ENV.PATH}`]]
  writeBundle(PATHS[kind], {
    ...CONFIG,
    process: { ...CONFIG.process, args: ['sh', '-c', USE] },
    mounts: kind === 'bind mount' ? [...CONFIG.mounts, bind] : CONFIG.mounts,
    linux: kind === 'bind mount' ? { ...CONFIG.linux, devices: undefined } : CONFIG.linux,
    hooks: { createRuntime: [{ path, args: command, env, timeout: 30 }] },
  })
  return PATHS[kind]
}
