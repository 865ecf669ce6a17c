import type { Symptom } from '../symptom.ts'
import { ASK_KERNEL } from './remedies.ts'

/** Looks like the problem, and is none. */
export const HARMLESS: readonly Symptom[] = [
  {
    code: 'GROUP_WITHOUT_NAME',
    layer: 'harmless',
    patterns: ['groups: cannot find name for group id'],
    meaning: 'The shell knows no name for a group that the process has. Access is decided by the number.',
    remedies: [{ does: 'nothing; or see which groups count', command: 'grep ^Groups: /proc/1/status' }],
  },
  {
    code: 'CHMOD_IN_ENTRYPOINT',
    layer: 'harmless',
    patterns: ["chmod: changing permissions of '/dev/", "chown: changing ownership of '/dev/"],
    meaning:
      "The entry point tries to change the host's node, which a rootless container may not, and should not. The device " +
      'may well be usable.',
    remedies: [ASK_KERNEL],
  },
]
