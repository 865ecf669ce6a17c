import { showNumber } from '../../model/device.ts'
import { serveCommand } from '../../verdict/serve.ts'
import { type Finding, fail } from '../finding.ts'
import type { ContainerFacts } from './facts.ts'

/** EPERM: the device cgroup, which chmod and groups do nothing about, and which test -w does not see. */
export function noDeviceRule({ devices }: ContainerFacts): Finding[] {
  return devices
    .filter(({ layer, also, verdict }) => [layer, also].includes('cgroup') && verdict === 'denied')
    .map(({ path, node }) =>
      fail({
        code: 'CGROUP_NO_RULE',
        found: `${path}: no device rule (EPERM, "Operation not permitted"), typically because it came with -v`,
        expected: node === null ? 'a rule for its number' : `the rule "${showNumber(node.number)} rw"`,
        remedy: serveCommand(path),
        devices: [path],
      }),
    )
}
