import type { Found, Suite } from '../suite.ts'
import { LAYOUTS } from './layouts.ts'
import { faultsOf, type RaceReport, race } from './race.ts'
import { makeNotOurs } from './rig.ts'

/**
 * Swap races: between any two system calls of the hook, another thread exchanges what they are about. Nothing outside the
 * container may be opened, changed or made; while nobody attacks, every attempt must succeed; and an attempt that fails
 * must fail in a documented way.
 */
export const races: Suite = {
  name: 'swap races',
  ci: 20_000 * LAYOUTS.length,
  full: 1_000_000 * LAYOUTS.length,
  limit: 600,
  needs: { root: true },
  run: runRaces,
}

async function runRaces(size: number): Promise<Found> {
  makeNotOurs()
  const reports: RaceReport[] = []
  for (const layout of LAYOUTS) reports.push(await race(layout, Math.ceil(size / LAYOUTS.length)))
  const faults = reports.flatMap(faultsOf)
  const [cases, escapes] = [sum(reports, 'attempts'), sum(reports, 'escapes')]
  const [calm, calmFailures] = [sum(reports, 'calm'), sum(reports, 'calmFailures')]
  const controls = reports.filter(({ control }) => control.attempts > 0)
  const harmed = controls.reduce((total, { control }) => total + control.escapes, 0)
  const saw = `looking at paths before use: led out ${harmed} times, in ${controls.length} of ${LAYOUTS.length} layouts`
  return {
    cases,
    failed: faults.length === 0 ? 0 : Math.max(faults.length, escapes),
    notes: [
      ...faults,
      ...reports.map(lineOf),
      `${calm} more attempts while the attacker paused, ${calmFailures} failed`,
    ],
    control: { harmed, saw },
  }
}

function sum(reports: readonly RaceReport[], field: 'attempts' | 'calm' | 'calmFailures' | 'escapes'): number {
  return reports.reduce((total, report) => total + report[field], 0)
}

/** `a node and a dangling link out: 0 escapes; 81230 rounds; changed 5795, symlink 14205; control 100 of 60076`. */
function lineOf({ layout, escapes, rounds, endings, control }: RaceReport): string {
  const met = [...endings].map(([ending, count]) => `${ending} ${count}`).join(', ')
  const misled = control.attempts === 0 ? 'none' : `${control.escapes} of ${control.attempts}`
  return `${layout}: ${escapes} escapes; ${rounds} rounds of the attack; ${met}; control ${misled}`
}
