import { showMode } from '../../model/device.ts'
import { serveCommand } from '../../verdict/serve.ts'
import { type Finding, warn } from '../finding.ts'
import type { ContainerFacts } from './facts.ts'

/** crun up to 1.13 takes its umask from the mode of devices in a user namespace. */
export function modeCut({ runtime, maps, devices }: ContainerFacts): Finding[] {
  if (maps === undefined || !runtime.endsWith('crun')) return []
  return devices.flatMap(({ path, node, host }) => {
    if (node === null || host === undefined || !isCut(node.mode, host.mode)) return []
    return [
      warn({
        code: 'CRUN_MODE_CUT',
        found: `${path} is ${showMode(node.mode)} in the container and ${showMode(host.mode)} on the host: crun took bits away`,
        expected: 'crun 1.14 or later, or the hook, which mends it',
        remedy: serveCommand(host.path),
        devices: [path],
      }),
    ]
  })
}

function isCut(mode: number, hostMode: number): boolean {
  return mode !== hostMode && (mode & hostMode) === mode
}
