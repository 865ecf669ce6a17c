import { LAYOUTS } from '../races/layouts.ts'
import { type RaceReport, race } from '../races/race.ts'
import type { Replay } from './replay.ts'

/** Enough for the steps of the hook to be met in every state; the suite of swap races has more. */
const ATTEMPTS = 2000
const ENOUGH = 10

/** Holes that took the moment between a check and a use. */
export const RACES: readonly Replay[] = [
  raced(
    'CVE-2018-15664',
    'docker cp: a directory became a link after it was checked',
    'a directory and an absolute link out',
  ),
  raced('CVE-2021-30465', 'runc: the target of a mount became a link after it was checked', '/dev and a link out'),
  raced(
    'CVE-2024-0132',
    'NVIDIA container toolkit: a file became a link after it was checked',
    'a node and an absolute link out',
  ),
  raced(
    'CVE-2025-23359',
    'NVIDIA container toolkit: the mending of CVE-2024-0132 was raced as well',
    'a node and a link through /proc/self/root',
  ),
  raced(
    'CVE-2025-47290',
    'containerd: what was unpacked changed while it was',
    'a node removed, and made again as a link out',
  ),
  raced(
    'CVE-2021-25741',
    'kubernetes: a subPath was exchanged for another after it was checked',
    'a directory and one from outside the rootfs',
  ),
  raced(
    'CVE-2023-0778',
    'podman: a file of a volume became a link while it was exported',
    'a node and a dangling link out',
  ),
]

/** One race answers for both: first the hook is attacked, then the control. */
function raced(cve: string, was: string, name: string): Replay {
  let report: Promise<RaceReport> | undefined
  const ran = () => {
    report ??= race(layoutNamed(name), ATTEMPTS, ENOUGH)
    return report
  }
  const harm = (escapes: number) => (escapes === 0 ? undefined : `${escapes} times out of the container`)
  return {
    cve,
    was,
    hook: async () => harm((await ran()).escapes),
    naive: async () => harm((await ran()).control.escapes),
  }
}

function layoutNamed(name: string) {
  const layout = LAYOUTS.find((each) => each.name === name)
  if (layout === undefined) throw new Error(`There is no race "${name}"`)
  return layout
}
