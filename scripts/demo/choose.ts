import { findCommand } from '../engines/find.ts'
import { installMissing } from '../engines/install.ts'
import { BUSYBOX, ENGINES, type Tool } from '../engines/tools.ts'
import { playDirect } from './direct.ts'
import { playPodman } from './podman.ts'
import { playRuntime } from './runtime.ts'
import { tell } from './show.ts'
import type { Ending } from './stage.ts'

/** One way to show the main job. */
export type Play = (directory: string) => Promise<Ending>

/** The best play for this machine: podman, else crun, else runc, else the hook called directly. */
export function choosePlay(mayRunContainers: boolean): Play {
  if (!mayRunContainers || !isThere(BUSYBOX)) return playDirect
  if (findCommand('podman') !== undefined) return playPodman
  if (findCommand('crun') !== undefined) return (directory) => playRuntime('crun', directory)
  return findCommand('runc') === undefined ? playDirect : (directory) => playRuntime('runc', directory)
}

/** Installs, as root, an engine when there is none and the busybox of the image; else names what is missing. */
export async function installTools(): Promise<void> {
  const { missing, remedy } = await installMissing(wanted(), tell)
  if (missing.length > 0) tell(`Missing: ${missing.map(({ command }) => command).join(', ')}. ${remedy}`)
}

/** Whoever has runc need not get podman. */
function wanted(): Tool[] {
  const podman = ENGINES.slice(0, 1)
  return ENGINES.some(isThere) ? [BUSYBOX] : [...podman, BUSYBOX]
}

function isThere({ command }: Tool): boolean {
  return findCommand(command) !== undefined
}
