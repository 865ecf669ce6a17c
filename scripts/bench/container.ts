import { mkdirSync, writeFileSync } from 'node:fs'
import { findCommand } from '../engines/find.ts'
import type { Contestant } from './contestants.ts'
import { type Bench, type Kit, scaled } from './kit.ts'
import { ENV_LIST } from './podman.ts'
import { type Runner, race } from './race.ts'
import { byHeat, heatSection } from './report/section.ts'
import { HOOK_ENV, runTimed, succeed } from './spawn.ts'
import { bundleConfig, COMMAND, IMAGE, USER, writeConfig } from './work.ts'

const ROUNDS = 60
const WITHOUT = 'without a hook'

/** How much longer a whole container takes with each hook, from the engine's start to its end. */
export const container: Bench = {
  name: 'container',
  run: async (kit) => {
    const runners = ['crun', 'runc'].flatMap((runtime) => withRuntime(kit, runtime))
    runners.push(...withPodman(kit, 'precreate', 'groups'), ...withPodman(kit, 'createRuntime', 'owner'))
    const results = race(runners, scaled(kit, ROUNDS), kit.random, kit.tell)
    return byHeat(results).map((heat) => heatSection('container', heat, [{ name: WITHOUT, heading: 'x without' }]))
  },
}

function withRuntime(kit: Kit, runtime: string): Runner[] {
  const path = findCommand(runtime)
  if (path === undefined) return []
  const heat = `${runtime} run, one device, createRuntime`
  return variants(kit).map((who) => {
    const bundle = makeBundle(kit, `${runtime}-${slug(who)}`, who)
    const argv = [runtime, 'run', '--bundle', bundle, `bench-${slug(who)}`]
    return {
      heat,
      name: nameOf(who),
      run: () => succeed(`${heat}, ${nameOf(who)}`, runTimed({ path, argv, stdin: kit.empty })),
    }
  })
}

/** A bundle with one device, whose config.json has a runtime call the contestant. */
export function makeBundle({ directory, rootfs, base, nodes }: Kit, name: string, who: Contestant | undefined): string {
  const bundle = `${directory}/${name}`
  mkdirSync(bundle)
  const createRuntime = who === undefined ? [] : [entry(who, 'createRuntime')]
  writeConfig(`${bundle}/config.json`, bundleConfig(base, nodes.slice(0, 1), rootfs, { createRuntime }))
  return bundle
}

function withPodman(kit: Kit, stage: string, mode: string): Runner[] {
  const path = findCommand('podman')
  if (path === undefined) return []
  const heat = `podman run, one device, ${stage}`
  return variants(kit).map((who) => {
    const argv = ['podman', '--hooks-dir', hooksDir(kit, stage, who), 'run', ...podmanOptions(kit, mode)]
    const start = { path, argv, stdin: kit.empty, env: ENV_LIST }
    return { heat, name: nameOf(who), run: () => succeed(`${heat}, ${nameOf(who)}`, runTimed(start)) }
  })
}

/** What follows `podman run`: one device and one annotation for an ordinary user. */
export function podmanOptions({ nodes: [node = ''] }: Kit, mode: string): string[] {
  const asks = ['--annotation', `oci-device-hook/mode=${mode}`]
  return ['--rm', '--user', `${USER}:${USER}`, ...asks, '--device', node, IMAGE, ...COMMAND]
}

/** A hooks directory with the contestant alone; empty for none. */
export function hooksDir({ directory }: Kit, stage: string, who: Contestant | undefined): string {
  const path = `${directory}/hooks.d-${stage}-${slug(who)}`
  mkdirSync(path, { recursive: true })
  if (who === undefined) return path
  const file = { version: '1.0.0', hook: entry(who, stage), when: { always: true }, stages: [stage] }
  writeFileSync(`${path}/hook.json`, JSON.stringify(file))
  return path
}

function entry({ path, argv }: Contestant, stage: string): object {
  return { path, args: [...argv, stage], env: HOOK_ENV, timeout: 10 }
}

function variants({ contestants }: Kit): (Contestant | undefined)[] {
  return [undefined, ...contestants.filter(({ kind }) => kind === 'hook')]
}

export function nameOf(who: Contestant | undefined): string {
  return who === undefined ? WITHOUT : who.name
}

function slug(who: Contestant | undefined): string {
  return nameOf(who).replaceAll(' ', '-')
}
