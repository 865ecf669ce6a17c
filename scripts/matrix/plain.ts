import { chownSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Trial } from './axes.ts'
import { HOOK, HOOK_ENVIRONMENT } from './binary.ts'
import { configOf } from './config.ts'
import { callerMaps } from './ids.ts'
import { asCaller, type Place } from './place.ts'
import { type Program, start } from './program.ts'
import { mapAndGo, unmapped } from './userns.ts'

const SCRIPT = fileURLToPath(new URL('plain.sh', import.meta.url))

/** Starts a container with a bare runtime; for an ordinary user in a namespace such as podman makes. */
export async function startPlain(trial: Trial, place: Place): Promise<Program> {
  const { directory, caller } = place
  const config = `${directory}/config.json`
  writeFileSync(config, `${JSON.stringify(configOf(trial, place), undefined, 2)}\n`, { mode: 0o644 })
  if (caller === undefined) return start(commandOf(trial, place), HOOK_ENVIRONMENT)
  chownSync(config, caller.id, caller.id)
  const env = { ...HOOK_ENVIRONMENT, XDG_RUNTIME_DIR: `/run/user/${caller.id}` }
  const program = start(asCaller(trial.cell, caller, unmapped(commandOf(trial, place))), env)
  await mapAndGo(program, callerMaps(caller))
  return program
}

function commandOf({ cell, hooked }: Trial, { directory, name, caller }: Place): string[] {
  const stage = hooked ? cell.stage : `${cell.stage}-control`
  // An ordinary user has no cgroup v1 to write to; runc finds that out by itself.
  const options = caller !== undefined && cell.engine === 'crun' ? ['--cgroup-manager=disabled'] : []
  return ['sh', SCRIPT, HOOK, directory, stage, name, '--runtime', cell.engine, ...options]
}
