import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { expect, onTestFinished, test } from 'vitest'
import { mapsOfNamespace } from '../../../../src/shell/linux/namespace-maps.ts'
import { needsRoot } from '../../../native/support/root.ts'

test('mapsOfNamespace() reads the maps of a namespace by a process in it', async (context) => {
  needsRoot(context)
  const child = spawn('unshare', ['--user', '--map-root-user', 'sh', '-c', 'echo ready; read line'])
  onTestFinished(() => void child.kill('SIGKILL'))
  await once(child.stdout, 'data')
  const one = [{ inside: 0, outside: process.getuid?.(), count: 1 }]
  expect(mapsOfNamespace(`/proc/${child.pid}/ns/user`)).toEqual({ uid: one, gid: one })
})

test.each([
  ['of a process that has ended', `/proc/${2 ** 22}/ns/user`],
  ['that is bound to a file, with no process to read it from', '/run/userns/pod'],
  ['of another kind', '/proc/self/ns/mnt'],
])('mapsOfNamespace() knows nothing of a namespace %s', (_which, path) => {
  expect(mapsOfNamespace(path)).toBeUndefined()
})
