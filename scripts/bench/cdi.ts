import { execFileSync } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { findCommand } from '../engines/find.ts'
import { HOOK } from '../matrix/binary.ts'
import { hooksDir, podmanOptions } from './container.ts'
import { OURS } from './contestants.ts'
import { type Bench, type Kit, scaled } from './kit.ts'
import { ENV_LIST } from './podman.ts'
import { type Runner, race } from './race.ts'
import { heatSection } from './report/section.ts'
import { runTimed, succeed } from './spawn.ts'
import { COMMAND, IMAGE, USER } from './work.ts'

const ROUNDS = 60
const PLAIN = 'podman run, plain --device'

/** A device by a CDI spec, which needs no process at the container's start, beside the same by the hook. */
export const cdi: Bench = {
  name: 'cdi',
  run: async (kit) => {
    const podman = findCommand('podman')
    if (podman === undefined) return []
    const results = race(runners(kit, podman), scaled(kit, ROUNDS), kit.random, kit.tell)
    return [heatSection('cdi', results, [{ name: PLAIN, heading: 'x plain' }])]
  },
}

function runners(kit: Kit, path: string): Runner[] {
  const plain = ['run', '--rm', '--user', `${USER}:${USER}`]
  const hooks = hooksDir(
    kit,
    'precreate',
    kit.contestants.find(({ name }) => name === OURS),
  )
  const commands = {
    [PLAIN]: [...plain, '--device', kit.nodes[0] ?? '', IMAGE, ...COMMAND],
    'podman run, CDI spec of ours': [...plain, '--device', makeSpec(kit), IMAGE, ...COMMAND],
    'podman run, precreate hook': ['--hooks-dir', hooks, 'run', ...podmanOptions(kit, 'groups')],
  }
  return Object.entries(commands).map(([name, args]) => ({
    heat: 'One device by CDI, and by the hook',
    name,
    run: () => succeed(name, runTimed({ path, argv: ['podman', ...args], stdin: kit.empty, env: ENV_LIST })),
  }))
}

/** Writes a spec for the first node into the /etc/cdi of the stage. @returns what `--device` takes. */
function makeSpec({ nodes: [node = ''] }: Kit): string {
  mkdirSync('/etc/cdi', { recursive: true })
  // podman before 5.1 refuses a spec that names groups.
  const options = ['--kind', 'bench/device', '--cdi-version', '0.3.0', '--no-links', '--output', '/etc/cdi']
  execFileSync(HOOK, ['cdi', 'generate', '--device', node, ...options], { stdio: ['ignore', 'ignore', 'pipe'] })
  return 'bench/device=all'
}
