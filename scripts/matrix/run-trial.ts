import { rmSync } from 'node:fs'
import type { Sighting } from './agreement.ts'
import type { Trial } from './axes.ts'
import { usesPodman } from './choose.ts'
import { fingerprint, makeDevice } from './device.ts'
import { makePlace, type Place } from './place.ts'
import { startPlain } from './plain.ts'
import { startPodman } from './podman.ts'
import { askVerify, readLog, readPlan } from './read.ts'

/**
 * Starts the container of one trial, hears what its program met at the device, asks `verify` while it runs, and ends it.
 *
 * @param number Different for every trial: names its device, its directory and its container.
 */
export async function runTrial(trial: Trial, number: number, stage: string, keep: boolean): Promise<Sighting> {
  const device = await makeDevice(trial.cell, number)
  const place = makePlace(trial.cell, stage, number, device)
  const before = fingerprint(device.node)
  const sighting = await meet(trial, place, stage)
  const unchanged = fingerprint(device.node) === before
  rmSync(device.directory, { recursive: true })
  if (!keep) rmSync(place.directory, { recursive: true })
  return { ...sighting, unchanged }
}

async function meet(trial: Trial, place: Place, stage: string): Promise<Omit<Sighting, 'unchanged'>> {
  const program = usesPodman(trial.cell) ? startPodman(trial, place, stage) : await startPlain(trial, place)
  const answer = await program.line('answer')
  const asked = answer === undefined ? { verify: undefined, fault: '' } : await ask(place, answer)
  const { code, stderr } = await program.end()
  return {
    trial,
    answer,
    code,
    stderr: stderr + asked.fault,
    plan: readPlan(place),
    verify: asked.verify,
    log: readLog(place),
  }
}

/** Whatever goes wrong here must not keep the container from being ended. */
async function ask(place: Place, answer: string): Promise<{ verify: Sighting['verify']; fault: string }> {
  try {
    return { verify: await askVerify(place, answer), fault: '' }
  } catch (error) {
    return { verify: undefined, fault: String(error) }
  }
}
