/** One lane of the suite, on a machine of its own. */
import { type Random, seeded } from '../../../scripts/matrix/random.ts'
import { writeBundle } from '../machine/container.ts'
import { OWNER, PRIVATE } from '../machine/flows.ts'
import type { LaneAnswer, LaneTask } from '../machine/lane.ts'
import { naiveHook } from '../machine/naive.ts'
import { prepareMachine, readTask, report, WORK } from '../machine/rig.ts'
import type { Control } from '../suite.ts'
import { play, type Round, WAYS, type Way } from './round.ts'
import type { Scene } from './runtime.ts'

const CONTROLS = 10

report(await run(readTask<LaneTask>()))

async function run({ executable, seed, size, lane, lanes }: LaneTask): Promise<LaneAnswer> {
  prepareMachine()
  const scenes = [OWNER, PRIVATE].map(({ name, furniture }): Scene => {
    const bundle = `${WORK}/${name}`
    writeBundle(bundle, furniture.config)
    return { bundle, device: furniture.device, executable }
  })
  const random = seeded(seed + lane)
  const endings: Record<string, number> = {}
  const failures: string[] = []
  const mine = Math.ceil((size - lane) / lanes)
  for (let cases = 0; cases < mine; ) {
    const way = WAYS[cases % WAYS.length] as Way
    const scene = scenes[Math.floor(cases / WAYS.length) % scenes.length] as Scene
    const round = await play(way, scene, random)
    const how = typeof round === 'string' ? round : 'met a decoy'
    endings[how] = (endings[how] ?? 0) + 1
    if (typeof round === 'string') continue
    if (round.changes.length > 0) failures.push(`${JSON.stringify(way)} ${scene.bundle}: ${round.changes.join('; ')}`)
    cases++
  }
  return { cases: mine, endings, failures, control: await control(scenes[0] as Scene, random) }
}

/** The naive hook, which believes the number. */
async function control(scene: Scene, random: Random): Promise<Control> {
  const [way] = WAYS.filter(({ isOrphan, isEarly }) => isOrphan && isEarly)
  const rounds: Round[] = []
  for (let round = 0; round < CONTROLS; round++) {
    rounds.push(await play(way as Way, { ...scene, executable: naiveHook() }, random))
  }
  const harmed = rounds.filter((round) => typeof round !== 'string' && round.changes.length > 0).length
  return { harmed, saw: `it changed the decoy in ${harmed} of ${CONTROLS} rounds` }
}
