import { mkdirSync } from 'node:fs'
import type { Contestant } from './contestants.ts'
import { FLOOR, OURS, USUAL_FLOOR } from './contestants.ts'
import type { Bench, Kit } from './kit.ts'
import { scaled } from './kit.ts'
import { type Runner, race } from './race.ts'
import { byHeat, heatSection } from './report/section.ts'
import { agree, comparable } from './same-result.ts'
import { runTimed, succeed } from './spawn.ts'
import { startWaiting, type Waiting } from './waiting.ts'
import { configWith, USER, writeConfig } from './work.ts'

const DEVICES = [0, 1, 16] as const
const ROUNDS = 150
const AGAINST = [
  { name: FLOOR, heading: 'x floor' },
  { name: USUAL_FLOOR, heading: 'x usual' },
  { name: OURS, heading: 'x ours' },
]

/** How long a hook takes from its start to its end, beside programs that do the same job and others that do nothing. */
export const start: Bench = {
  name: 'start',
  run: async (kit) => {
    const containers: Waiting[] = []
    const runners: Runner[] = []
    for (const count of DEVICES) {
      runners.push(...precreate(kit, count))
      const container = await makeWaiting(kit, count)
      containers.push(container)
      runners.push(...createRuntime(kit, count, container))
    }
    const results = race(runners, scaled(kit, ROUNDS), kit.random, kit.tell)
    for (const { end } of containers) end()
    return byHeat(results).map((heat) => heatSection('start', heat, AGAINST))
  },
}

function precreate({ contestants, base, nodes, directory }: Kit, count: number): Runner[] {
  const heat = `precreate, ${words(count)}`
  const stdin = writeConfig(`${directory}/precreate-${count}.json`, configWith(base, nodes.slice(0, count), 'groups'))
  const go = (who: Contestant) => runTimed({ path: who.path, argv: [...who.argv, 'precreate'], stdin })
  agree(heat, contestants, (who) => comparable(go(who).stdout))
  return contestants.map((who) => ({ heat, name: who.name, run: () => succeed(`${heat}: ${who.name}`, go(who)) }))
}

async function makeWaiting({ base, nodes, directory }: Kit, count: number): Promise<Waiting> {
  const paths = nodes.slice(0, count)
  const bundle = `${directory}/bundle-${count}`
  mkdirSync(bundle)
  return startWaiting(bundle, configWith(base, paths, 'owner'), paths)
}

function createRuntime({ contestants }: Kit, count: number, { state, reset, owners }: Waiting): Runner[] {
  const heat = `createRuntime, ${words(count)}`
  const go = (who: Contestant) => runTimed({ path: who.path, argv: [...who.argv, 'createRuntime'], stdin: state })
  const wanted = Array.from({ length: count }, () => `${USER}:${USER}`)
  agree(heat, contestants, (who) => {
    reset()
    go(who)
    return owners().toString() === wanted.toString() ? 'owned by the user' : owners().toString()
  })
  return contestants.map((who) => ({
    heat,
    name: who.name,
    before: reset,
    run: () => succeed(`${heat}: ${who.name}`, go(who)),
  }))
}

function words(count: number): string {
  return count === 0 ? 'nothing to do' : count === 1 ? 'one device' : `${count} devices`
}
