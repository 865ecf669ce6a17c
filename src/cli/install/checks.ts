import { EXIT, HookError } from '../../core/errors.ts'
import type { Step } from '../../core/install/steps.ts'
import { openToOthersAbove } from '../../shell/linux/trusted-path.ts'

/** podman then reads that one file and no other: an installation would have no effect, or one for another podman. */
export function checkSurroundings({ rootless, crio }: { rootless?: true; crio?: true }): void {
  const file = process.env.CONTAINERS_CONF
  if (!file || crio) return
  const remedy = rootless ? 'unset CONTAINERS_CONF' : 'unset CONTAINERS_CONF, or call it with sudo, which does'
  const message = `found CONTAINERS_CONF=${file}, with which podman reads no other file`
  throw new HookError('ERR_INSTALL', EXIT.configuration, message, { remedy })
}

/** Root runs what lies there at every start of a container. */
export function checkDirectories(steps: readonly Step[]): void {
  const open = steps.map(({ path }) => openToOthersAbove(path)).find((directory) => directory !== undefined)
  if (open === undefined) return
  const message = `${open}: found a directory that others than root may write to`
  const remedy = `chmod go-w ${open}, or choose another --prefix`
  throw new HookError('ERR_INSTALL', EXIT.configuration, message, { remedy })
}
