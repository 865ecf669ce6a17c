import { chownSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { execa } from 'execa'
import type { Cell, Trial } from './axes.ts'
import { HOOK, HOOK_ENVIRONMENT, hookEntry } from './binary.ts'
import { annotationsOf, insideCommand } from './config.ts'
import { homeOf } from './host.ts'
import { containerMaps, type Range, USERS, type User } from './ids.ts'
import { groupsOf, uidOf } from './people.ts'
import { asCaller, type Place } from './place.ts'
import { type Program, start } from './program.ts'

const IMAGE = 'localhost/oci-device-hook-matrix'
const PLANNER = fileURLToPath(new URL('plan.sh', import.meta.url))

/** Gives root and both users of the stage the image. */
export async function importImages(stage: string): Promise<void> {
  const command = ['sh', '-c', `tar -C ${stage}/rootfs -c . | podman import --quiet - ${IMAGE}`]
  for (const user of [undefined, ...Object.values(USERS)]) {
    const [file = '', ...args] = user === undefined ? command : asCaller({ member: 'stranger' }, user, command)
    await execa(file, args, { env: environment(stage, user), extendEnv: false, input: '' })
  }
}

/** The command lines with which podman says which containers there are, for root and each user. */
export async function containersLeft(stage: string): Promise<string[]> {
  const left: string[] = []
  for (const user of [undefined, ...Object.values(USERS)]) {
    const command = ['podman', 'ps', '--all', '--format', '{{.Names}}']
    const [file = '', ...args] = user === undefined ? command : asCaller({ member: 'stranger' }, user, command)
    const { stdout } = await execa(file, args, { env: environment(stage, user), extendEnv: false, input: '' })
    left.push(...stdout.split('\n').filter((name) => name !== ''))
  }
  return left
}

/** Starts a container with podman. A precreate hook before ours has the plan made for the very config.json ours gets. */
export function startPodman(trial: Trial, place: Place, stage: string): Program {
  const { caller, directory } = place
  const command = [
    'podman',
    ...globals(trial, place),
    'run',
    ...flags(trial, place),
    IMAGE,
    ...insideCommand(place.device),
  ]
  const full = caller === undefined ? command : asCaller(trial.cell, caller, command)
  return start(full, environment(stage, caller), directory)
}

function environment(stage: string, user: User | undefined): NodeJS.ProcessEnv {
  if (user === undefined) return { ...HOOK_ENVIRONMENT, HOME: stage }
  return { ...HOOK_ENVIRONMENT, HOME: homeOf(stage, user.name), XDG_RUNTIME_DIR: `/run/user/${user.id}` }
}

function globals({ cell, hooked }: Trial, { directory, caller }: Place): string[] {
  const runtime = runtimeOf(cell)
  const hooks = `${directory}/hooks.d`
  mkdirSync(hooks)
  const args = ['sh', PLANNER, HOOK, directory, cell.stage, '--runtime', runtime]
  const planner = { ...hookEntry('precreate'), path: PLANNER, args }
  writeHook(`${hooks}/0-plan.json`, 'precreate', { ...planner, path: '/bin/sh' })
  if (hooked) writeHook(`${hooks}/1-hook.json`, cell.stage, hookEntry(cell.stage))
  if (caller !== undefined) chownSync(hooks, caller.id, caller.id)
  return ['--runtime', runtime, '--hooks-dir', hooks]
}

function writeHook(file: string, stage: string, hook: object): void {
  writeFileSync(file, JSON.stringify({ version: '1.0.0', hook, when: { always: true }, stages: [stage] }))
}

function runtimeOf({ engine }: Cell): string {
  return engine.slice('podman-'.length)
}

function flags(trial: Trial, place: Place): string[] {
  const { cell } = trial
  const annotations = Object.entries(annotationsOf(trial, place.device)).flatMap(([key, value]) => [
    '--annotation',
    `${key}=${value}`,
  ])
  return [
    ...['--rm', '--interactive', '--name', place.name, '--pidfile', `${place.directory}/pid`],
    ...['--user', `${uidOf(cell)}:${uidOf(cell)}`],
    ...groupsOf(cell).flatMap((gid) => ['--group-add', String(gid)]),
    ...(cell.user === 'weakroot' ? ['--cap-drop', 'DAC_OVERRIDE'] : []),
    ...namespace(cell),
    ...annotations,
    ...arrival(cell, place),
  ]
}

function arrival({ arrival }: Cell, { device: { directory, node, inside } }: Place): string[] {
  if (arrival === 'entry') return ['--device', node]
  if (arrival === 'node') return ['--volume', `${node}:${inside}`]
  return arrival === 'directory' ? ['--volume', `${directory}:${directory}`] : []
}

function namespace(cell: Cell): string[] {
  if (cell.situation === 'keep-id') return ['--userns', 'keep-id:uid=1000,gid=1000']
  const maps = cell.situation === 'userns' ? containerMaps(cell) : undefined
  if (maps === undefined) return []
  const option = (name: string) => (range: Range) => [name, `${range.inside}:${range.outside}:${range.count}`]
  return [...maps.uid.flatMap(option('--uidmap')), ...maps.gid.flatMap(option('--gidmap'))]
}

/** Ends the process by which podman keeps the user namespace of each rootless user: it stays until it is killed. */
export function endPauses(): void {
  for (const { id } of Object.values(USERS)) {
    const file = `/run/user/${id}/libpod/tmp/pause.pid`
    if (existsSync(file)) process.kill(Number(readFileSync(file, 'utf8')), 'SIGKILL')
  }
}
