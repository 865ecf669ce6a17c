import { execFileSync } from 'node:child_process'
import { mkdirSync, readFileSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, inject, test } from 'vitest'
import { missing, run, scratch } from './support/run.ts'

/** With a user namespace it matters which runtime it is, and podman's configuration is asked: whatever its path is. */
const config = JSON.stringify({
  ociVersion: '1.0.2',
  process: { cwd: '/', args: ['true'], user: { uid: 1000, gid: 1000 } },
  root: { path: 'rootfs' },
  linux: {
    namespaces: [{ type: 'user' }, { type: 'mount' }],
    uidMappings: [{ containerID: 0, hostID: 100000, size: 65536 }],
    gidMappings: [{ containerID: 0, hostID: 100000, size: 65536 }],
    devices: [{ path: '/dev/video2', type: 'c', major: 1, minor: 3, fileMode: 0o660, uid: 0, gid: 44 }],
  },
})

/** The hook as the child of an engine with this environment. */
function startedBy(env: Record<string, string>, within: readonly string[] = []) {
  const log = join(scratch(), 'strace')
  const args = [
    ...within,
    'strace',
    '-f',
    '-o',
    log,
    '-e',
    'trace=open,openat,read,pread64',
    'env',
    '-i',
    inject('executable'),
    'precreate',
  ]
  const outcome = run('env', { args, stdin: config, env: { PATH: process.env.PATH ?? '', ...env }, patience: 10_000 })
  return { ...outcome, trace: readFileSync(log, 'utf8') }
}

/** How the path was opened; more than once when it was reopened by its own name. */
function opensOf(trace: string, path: string): string[] {
  return trace.split('\n').filter((line) => /\bopen(at)?\(/.test(line) && line.includes(`"${path}"`))
}

const PLACES: Readonly<Record<string, (path: string) => void>> = {
  'a FIFO': (path) => void execFileSync('mkfifo', [path]),
  'a link to a FIFO': (path) => {
    execFileSync('mkfifo', [`${path}.real`])
    symlinkSync(`${path}.real`, path)
  },
  'a link to a device without an end': (path) => symlinkSync('/dev/zero', path),
  'a link to a terminal': (path) => symlinkSync('/dev/ptmx', path),
  'a link to the log of the kernel': (path) => symlinkSync('/proc/kmsg', path),
  'a directory': (path) => void mkdirSync(path),
  'a file of 8 GiB': (path) => {
    writeFileSync(path, '')
    truncateSync(path, 2 ** 33)
  },
  'a mebibyte of empty lines': (path) => writeFileSync(path, '\n'.repeat(2 ** 20)),
}

describe.skipIf(missing('strace') !== undefined)('the configuration that the engine names', () => {
  const undisturbed = () => startedBy({ CONTAINERS_CONF: '/nowhere' })

  test.each(Object.entries(PLACES))('%s: is held before it is opened, and the answer comes as without', (_, make) => {
    const path = join(scratch(), 'containers.conf')
    make(path)
    const { trace, ...outcome } = startedBy({ CONTAINERS_CONF: path })
    const { trace: _trace, ...expected } = undisturbed()
    expect(outcome).toEqual(expected)
    expect(outcome.signal).toBeNull()
    const opens = opensOf(trace, path)
    expect(opens).toHaveLength(1)
    expect(opens[0]).toContain('O_PATH')
  })

  test('control: what is a file is read', () => {
    const path = join(scratch(), 'containers.conf')
    writeFileSync(path, '[engine]\nruntime = "runc"\n')
    expect(startedBy({ CONTAINERS_CONF: path }).trace).toMatch(/read(64)?\(\d+, "\[engine\]/)
  })

  test('control: whoever just reads a FIFO waits', () => {
    const path = join(scratch(), 'fifo')
    execFileSync('mkfifo', [path])
    expect(run('/bin/cat', { args: [path], patience: 500 }).signal).toBe('SIGKILL')
  })

  test.skipIf(process.getuid?.() !== 0).each(['HOME', 'XDG_CONFIG_HOME'])(
    'root of the host opens none below %s, as podman does not; in a user namespace it does',
    (name) => {
      const home = scratch()
      const path = `${home}/.config/containers/containers.conf`
      mkdirSync(dirname(path), { recursive: true })
      writeFileSync(path, '[engine]\nruntime = "runc"\n')
      const env = { [name]: name === 'HOME' ? home : `${home}/.config` }
      expect(opensOf(startedBy(env).trace, path)).toEqual([])
      expect(opensOf(startedBy(env, ['unshare', '--user', '--map-root-user']).trace, path)).toHaveLength(1)
    },
  )
})
