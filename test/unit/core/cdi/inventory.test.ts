import { expect, test } from 'vitest'
import { nameNodes } from '../../../../src/core/cdi/inventory.ts'
import { deviceNameFault } from '../../../../src/core/cdi/names.ts'
import { entry, hostNode } from './support/nodes.ts'

const node = (path: string, links: readonly string[] = [], pci?: string) => entry(hostNode(path), links, pci)
const ID = '/dev/serial/by-id/usb-Cam'
const PATH = '/dev/serial/by-path/pci-0-usb-1'

test.each<[string, Parameters<typeof nameNodes>[0], string[]]>([
  ['of the node, where it has no other', [node('/dev/dri/card0'), node('/dev/kvm')], ['dri-card0', 'kvm']],
  ['that moves with the device, before that of its socket', [node('/dev/ttyUSB0', [PATH, ID])], ['usb-Cam']],
  ['of its socket, before other links', [node('/dev/ttyUSB0', ['/dev/a', PATH])], ['pci-0-usb-1']],
  ['that comes first of links of one kind', [node('/dev/ttyUSB0', [`${ID}-if01`, `${ID}-if00`])], ['usb-Cam-if00']],
  [
    'of its PCI function, without a number that changes',
    [node('/dev/nvme0', [], '0000:03:00.0')],
    ['pci-0000:03:00.0-nvme'],
  ],
  [
    'with that of its node, where two have one',
    [node('/dev/video0', [ID]), node('/dev/video1', [ID])],
    ['usb-Cam-video0', 'usb-Cam-video1'],
  ],
  ['with that of its node, where it would be the one for all', [node('/dev/x', ['/dev/by/all'])], ['all-x']],
  ['at all, where no letter may stand in it', [node('/dev/x', ['/dev/by/+++'])], ['device']],
  [
    'with a number, where the nodes differ in what may not stand in one',
    [node('/dev/a+'), node('/dev/a-')],
    ['a-a', 'a-a.2'],
  ],
])('nameNodes() gives each the name %s', (_, nodes, names) => {
  expect(nameNodes(nodes)).toEqual(names)
  for (const name of names) expect(deviceNameFault(name)).toBeUndefined()
})

test('nameNodes() passes over a number that another has by its own name', () => {
  const nodes = [node('/dev/a+'), node('/dev/a='), node('/dev/b', ['/dev/by/a-a.2'])]
  const names = nameNodes(nodes)
  expect(new Set(names).size).toBe(3)
  expect(names).toContain('a-a.3')
})
