import { showMode } from '../../model/device.ts'
import { isNeverServed, UNNAMED_CLASS } from '../../policy/never.ts'
import { isPrivileged } from '../../resolve/infra.ts'
import { serveCommand } from '../../verdict/serve.ts'
import { type Finding, fail } from '../finding.ts'
import { udevRule } from '../udev-rule.ts'
import type { ContainerDevice, ContainerFacts } from './facts.ts'

/**
 * A node that its owner alone may open: no group can be given that helps. Rootful, the hook gives it away all the same.
 *
 * Nothing is said of what is never served, nor of what came with everything else: what should be open there is not known.
 */
export function noGroupBits({ isRootless, annotations, devices }: ContainerFacts): Finding[] {
  if (isPrivileged(annotations)) return []
  return devices.flatMap((device) => (isClosed(device) ? [finding(device, isRootless)] : []))
}

type HostedDevice = ContainerDevice & { readonly host: NonNullable<ContainerDevice['host']> }

function isClosed(device: ContainerDevice): device is HostedDevice {
  const { layer, verdict, host } = device
  if (layer !== 'mode' || verdict !== 'denied' || host === undefined) return false
  return (host.mode & 0o060) !== 0o060 && host.class !== UNNAMED_CLASS && !isNeverServed(host.number)
}

function finding({ path, host }: HostedDevice, isRootless: boolean): Finding {
  const rule = udevRule({ ...host, usbId: undefined })
  const hook = isRootless ? undefined : serveCommand(host.path)
  const ways = [...(rule === undefined ? [] : ['a udev rule']), ...(hook === undefined ? [] : [ANNOTATION])]
  return fail({
    code: 'NODE_WITHOUT_GROUP',
    found: `${host.path} is ${showMode(host.mode)} on the host: no group opens it`,
    expected: ways.join(', or ') || 'a group that may read and write',
    remedy: rule ?? hook ?? null,
    devices: [path],
  })
}

const ANNOTATION = 'the annotation oci-device-hook/mode=auto'
