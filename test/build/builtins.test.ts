import { expect, inject, test } from 'vitest'
import { run } from './support/run.ts'

/**
 * Node's own modules that are not in its start-up snapshot are compiled from source when they are first required, and
 * under our flags in full: 9 ms for console or fs/promises, 13 for net, 18 for child_process (measured). Node says
 * which ones in a debug channel that release builds have too.
 */
function compiledBuiltins(
  args: readonly string[],
  stdin = '',
): { readonly compiled: string[]; readonly status: number | null } {
  const { stderr, status } = run(inject('executable'), { args, stdin, env: { NODE_DEBUG_NATIVE: 'CODE_CACHE' } })
  expect(stderr).not.toContain('the code cache')
  return { compiled: [...stderr.matchAll(/^Compiling (\S+) /gm)].map(([, name = '']) => name), status }
}

/** What every single executable pays for; and what it takes to get at a part of the program, or at the native add-on. */
const unavoidable = ['internal/main/embedding']
const withParts = [...unavoidable, 'sea', 'vm']

const process_ = { cwd: '/', args: ['true'], user: { uid: 1000, gid: 1000 } }
const camera = { path: '/dev/video2', type: 'c', major: 1, minor: 3, fileMode: 0o660, uid: 0, gid: 44 }

test.each([
  { name: 'without devices compiles no module of Node beyond its snapshot', linux: {}, expected: unavoidable },
  { name: 'with a device compiles what its parts take', linux: { devices: [camera] }, expected: withParts },
])('precreate for a container $name', ({ linux, expected }) => {
  const config = { ociVersion: '1.0.2', process: process_, root: { path: 'rootfs' }, linux }
  expect(compiledBuiltins(['precreate'], JSON.stringify(config))).toEqual({ compiled: expected, status: 0 })
})

test('createRuntime compiles what its parts and the native add-on take, and nothing else', () => {
  const state = { ociVersion: '1.0.2', id: 'x', pid: 2 ** 22, bundle: '/nowhere', status: 'creating' }
  expect(compiledBuiltins(['createRuntime'], JSON.stringify(state))).toEqual({ compiled: withParts, status: 65 })
})

test('a command of the command line does compile more: the list above is not empty by accident', () => {
  expect(compiledBuiltins(['--help']).compiled).toEqual(expect.arrayContaining([...withParts, 'child_process']))
})
