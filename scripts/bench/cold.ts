import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { OURS } from './contestants.ts'
import { type Kit, scaled } from './kit.ts'
import { race } from './race.ts'
import { heatSection, type Section } from './report/section.ts'
import { runTimed } from './spawn.ts'
import { configWith, writeConfig } from './work.ts'

const ROUNDS = 15

/** The kernel forgets all files before each run: what the first container after boot pays. */
export function cold(kit: Kit): Section {
  const stdin = writeConfig(`${kit.directory}/cold.json`, configWith(kit.base, kit.nodes.slice(0, 1), 'groups'))
  const runners = kit.contestants.map(({ name, path, argv }) => ({
    heat: 'Cold start: precreate, one device, nothing in the page cache',
    name,
    before: () => {
      execFileSync('sync')
      writeFileSync('/proc/sys/vm/drop_caches', '3')
    },
    run: () => runTimed({ path, argv: [...argv, 'precreate'], stdin }),
  }))
  return heatSection('memory', race(runners, scaled(kit, ROUNDS), kit.random, kit.tell), [
    { name: OURS, heading: 'x ours' },
  ])
}
