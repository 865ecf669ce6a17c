import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { expect, test } from 'vitest'
import { readRelative } from '../../../../src/shell/linux/kinship.ts'
import { needsRoot } from '../../../native/support/root.ts'

test.for([1, 2000])(
  'readRelative() knows the parent and the group of a process with %i groups',
  async (count, context) => {
    needsRoot(context)
    // In `status` the groups stand before the process group; ten digits each, 2,000 take five pages.
    const groups = Array.from({ length: count }, (_, at) => 2_000_000_000 + at)
    const child = spawn('setpriv', ['--groups', groups.join(), 'sh', '-c', 'echo ready; exec sleep 600'], {
      stdio: ['ignore', 'pipe', 'inherit'],
      detached: true,
    })
    try {
      await once(child.stdout, 'data')
      expect(readRelative(child.pid ?? 0)).toEqual({ parent: process.pid, group: child.pid, uids: [0, 0, 0, 0] })
    } finally {
      child.kill('SIGKILL')
    }
  },
)
