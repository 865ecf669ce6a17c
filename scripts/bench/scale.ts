import { mkdirSync } from 'node:fs'
import { findCommand } from '../engines/find.ts'
import { type Contestant, OURS } from './contestants.ts'
import { type Bench, type Kit, scaled } from './kit.ts'
import { ENV_LIST } from './podman.ts'
import { type Result, type Runner, race } from './race.ts'
import type { Section } from './report/section.ts'
import { type Ended, runTimed, succeed } from './spawn.ts'
import { startWaiting, type Waiting } from './waiting.ts'
import { bundleConfig, COMMAND, configWith, IMAGE, writeConfig } from './work.ts'

const COUNTS = [1, 16, 256, 4096] as const
const ROUNDS = 30

/** What each further device costs: in the hook, and in the engine that makes the node. */
export const scale: Bench = {
  name: 'scale',
  run: async (kit) => {
    const containers: Waiting[] = []
    const runners: Runner[] = []
    for (const count of COUNTS) {
      const made = await makeWaiting(kit, count)
      containers.push(made)
      runners.push(...ours(kit, count, made), ...engines(kit, count))
    }
    const results = race(runners, scaled(kit, ROUNDS), kit.random, kit.tell)
    for (const { end } of containers) end()
    return [sectionOf(results)]
  },
}

async function makeWaiting({ base, nodes, directory }: Kit, count: number): Promise<Waiting> {
  const paths = nodes.slice(0, count)
  const bundle = `${directory}/scale-${count}`
  mkdirSync(bundle)
  return startWaiting(bundle, configWith(base, paths, 'owner'), paths)
}

function ours({ contestants, base, nodes, directory }: Kit, count: number, container: Waiting): Runner[] {
  const who = contestants.find(({ name }) => name === OURS)
  if (who === undefined) return []
  const config = configWith(base, nodes.slice(0, count), 'groups')
  const stdin = writeConfig(`${directory}/scale-precreate-${count}.json`, config)
  return [
    { heat: 'precreate', name: String(count), run: () => go(who, 'precreate', stdin) },
    {
      heat: 'createRuntime',
      name: String(count),
      before: container.reset,
      run: () => go(who, 'createRuntime', container.state),
    },
  ]
}

function go({ path, argv }: Contestant, stage: string, stdin: string): Ended {
  return succeed(`${stage} of ${stdin}`, runTimed({ path, argv: [...argv, stage], stdin }))
}

/** What engines pay for the devices themselves, without a hook: podman looks at each, the runtime makes the nodes. */
function engines(kit: Kit, count: number): Runner[] {
  const runtimes = ['crun', 'runc'].map((runtime) => ({ runtime, path: findCommand(runtime) }))
  const podman = findCommand('podman')
  return [
    ...runtimes.flatMap(({ runtime, path }) => (path === undefined ? [] : [withRuntime(kit, count, runtime, path)])),
    ...(podman === undefined ? [] : [withPodman(kit, count, podman)]),
  ]
}

function withRuntime(
  { directory, base, nodes, rootfs, empty }: Kit,
  count: number,
  runtime: string,
  path: string,
): Runner {
  const bundle = `${directory}/scale-${runtime}-${count}`
  mkdirSync(bundle)
  writeConfig(`${bundle}/config.json`, bundleConfig(base, nodes.slice(0, count), rootfs, {}))
  const argv = [runtime, 'run', '--bundle', bundle, `bench-scale-${count}`]
  const heat = `${runtime} run`
  return { heat, name: String(count), run: () => succeed(`${heat}, ${count}`, runTimed({ path, argv, stdin: empty })) }
}

function withPodman({ nodes, empty }: Kit, count: number, path: string): Runner {
  const devices = nodes.slice(0, count).flatMap((node) => ['--device', node])
  const argv = ['podman', 'run', '--rm', ...devices, IMAGE, ...COMMAND]
  const start = { path, argv, stdin: empty, env: ENV_LIST }
  return { heat: 'podman run', name: String(count), run: () => succeed(`podman run, ${count}`, runTimed(start)) }
}

function sectionOf(results: readonly Result[]): Section {
  const p25 = (heat: string, count: number) =>
    results.find((result) => result.heat === heat && result.name === String(count))?.p25 ?? Number.NaN
  const heats = [...new Set(results.map(({ heat }) => heat))]
  const each = (heat: string, from: number, to: number) => ((p25(heat, to) - p25(heat, from)) / (to - from)) * 1000
  const rows = heats.map((heat) => [
    heat,
    ...COUNTS.map((count) => p25(heat, count).toFixed(1)),
    each(heat, 1, 256).toFixed(1),
    each(heat, 256, 4096).toFixed(1),
  ])
  return {
    bench: 'scale',
    title: 'Devices in one container',
    columns: ['', ...COUNTS.map((count) => `${count}, ms`), 'each of 2-256, µs', 'each of 257-4096, µs'],
    rows,
    note: 'p25. crun, runc and podman are without a hook.',
    data: results,
  }
}
