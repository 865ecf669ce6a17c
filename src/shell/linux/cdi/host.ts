import fs from 'node:fs'
import type { Reader } from '../../../core/cdi/readers.ts'
import { deviceClass } from '../../../core/resolve/device-class.ts'
import type { CdiHost } from '../../cdi/host.ts'
import { groupLookup } from '../groups.ts'
import { kernelFacts } from '../kernel-facts.ts'
import { nodeAt } from '../nodes.ts'
import { readPolicyNow } from '../policy-now.ts'
import { inventory, realPath } from './inventory.ts'
import { specFiles } from './spec-files.ts'
import { removeFile, writeWhole } from './write.ts'

/** This machine. @param readers How engines are asked for their versions, which takes starting them. */
export function linuxCdiHost(readers: () => Promise<readonly Reader[]>): CdiHost {
  return {
    inventory,
    nodeAt,
    realPath,
    classOf: (number) => deviceClass(number, kernelFacts(number)),
    policy: readPolicyNow,
    groupNamed: groupLookup(),
    isProgram,
    readers,
    specFiles,
    isDirectory: (path) => fs.statSync(path, { throwIfNoEntry: false })?.isDirectory() === true,
    write: writeWhole,
    remove: removeFile,
  }
}

function isProgram(path: string): boolean {
  try {
    fs.accessSync(path, fs.constants.X_OK)
    return true
  } catch {
    return false
  }
}
