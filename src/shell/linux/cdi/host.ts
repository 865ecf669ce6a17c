import fs from 'node:fs'
import type { Reader } from '../../../core/cdi/readers.ts'
import { deviceClass } from '../../../core/resolve/device-class.ts'
import type { CdiHost } from '../../cdi/host.ts'
import { groupLookup } from '../groups.ts'
import { kernelFacts } from '../kernel-facts.ts'
import { nodeAt } from '../nodes.ts'
import { readPolicyNow } from '../policy-now.ts'
import { inventory, realPath } from './inventory.ts'
import { specDirectory } from './spec-directory.ts'
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
    isThere,
    readers,
    specDirectory,
    isDirectory: (path) => fs.statSync(path, { throwIfNoEntry: false })?.isDirectory() === true,
    write: writeWhole,
    remove: removeFile,
  }
}

/** Directories are executable, too, in another sense. */
function isProgram(path: string): boolean {
  try {
    fs.accessSync(path, fs.constants.X_OK)
    return fs.statSync(path).isFile()
  } catch {
    return false
  }
}

function isThere(path: string): boolean {
  try {
    fs.statSync(path)
    return true
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code
    return code !== 'ENOENT' && code !== 'ENOTDIR'
  }
}
