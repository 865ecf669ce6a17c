import type { Command } from 'commander'
import type { CdiHost } from '../../shell/cdi/host.ts'
import { linuxCdiHost } from '../../shell/linux/cdi/host.ts'
import { type Manual, withManual } from '../manual.ts'
import type { Output } from '../output/output.ts'
import { addCdiCheck } from './check.ts'
import { addCdiGenerate } from './generate.ts'
import { installedReaders } from './readers.ts'

/** CDI, the Container Device Interface: the way without a hook, for engines that read it. */
export function addCdi(program: Command, output: Output, host: CdiHost = linuxCdiHost(() => installedReaders())): void {
  const cdi = program.command('cdi').description('CDI specs: make them with the right groups, and check them')
  withManual(cdi, MANUAL, output)
  addCdiGenerate(cdi, output, host)
  addCdiCheck(cdi, output, host)
}

const MANUAL: Manual = {
  about: ['CDI is the Container Device Interface: a file that tells any engine what a container needs for a device.'],
  exitCodes: [],
  examples: [
    {
      does: 'write a spec for the GPUs of this host',
      command: 'sudo oci-device-hook cdi generate --device /dev/dri --output /etc/cdi/',
    },
    { does: 'is every spec of this host still right?', command: 'oci-device-hook cdi check' },
  ],
}
