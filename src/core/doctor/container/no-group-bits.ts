import { showMode } from '../../model/device.ts'
import { type Finding, fail } from '../finding.ts'
import { udevRule } from '../udev-rule.ts'
import type { ContainerFacts } from './facts.ts'

/** A node that its owner alone may open: no group can be given that helps. Rootful, the hook gives it away all the same. */
export function noGroupBits({ isRootless, devices }: ContainerFacts): Finding[] {
  return devices.flatMap(({ layer, verdict, host }) => {
    if (layer !== 'mode' || verdict !== 'denied' || host === undefined || (host.mode & 0o060) === 0o060) return []
    return [
      fail({
        code: 'NODE_WITHOUT_GROUP',
        found: `${host.path} is ${showMode(host.mode)} on the host: no group opens it`,
        expected: isRootless ? 'a udev rule' : 'a udev rule, or the annotation oci-device-hook/mode=auto',
        remedy: udevRule({ path: host.path, class: host.class, usbId: undefined }),
      }),
    ]
  })
}
