import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, inject, test, vi } from 'vitest'
import { inRoot } from '../../scripts/build/repository.ts'
import { missing, run, scratch } from './support/run.ts'

/** The descriptors that a runtime may have left open (CVE-2024-21626), each of a directory of the host. */
const [FIRST, LAST] = [3, 100]
const LEAVE_OPEN = `for fd in $(seq ${FIRST} ${LAST}); do eval "exec $fd< \\"$HOST\\""; done;`

const camera = { path: '/dev/video2', type: 'c', major: 1, minor: 3, fileMode: 0o660, uid: 0, gid: 44 }
const config = JSON.stringify({
  ociVersion: '1.0.2',
  process: { cwd: '/', args: ['true'], user: { uid: 1000, gid: 1000 } },
  root: { path: 'rootfs' },
  linux: { devices: [camera], resources: { devices: [{ allow: true, access: 'rwm' }] } },
})

const needs = ['strace', 'jq', 'nsenter'].map(missing).find((reason) => reason !== undefined)

describe.skipIf(needs !== undefined || process.getuid?.() !== 0)('with descriptors 3 to 100 of a directory', () => {
  test.each(['precreate', 'createRuntime'])('%s touches none of them, and starts no program', async (stage) => {
    const host = join(scratch(), 'host')
    mkdirSync(host)
    const before = changeOf(host)
    const calls = await callsOf(stage, [inject('executable'), stage], host)
    expect(calls.filter(isProgram)).toHaveLength(1) // The hook itself.
    expect(calls.filter(usesInherited)).toEqual([])
    expect(calls.filter((call) => call.startsWith('close_range(3, 4294967295, CLOSE_RANGE_CLOEXEC)'))).toHaveLength(
      stage === 'precreate' ? 0 : 1,
    )
    expect(readdirSync(host)).toEqual([])
    expect(changeOf(host)).toEqual(before)
  })

  test('control: of a hook that starts a program, both are seen, and the program has the directory', async () => {
    const host = join(scratch(), 'host')
    mkdirSync(host)
    const naive = ['/bin/bash', '-c', 'cat > /dev/null; touch /proc/self/fd/77/left-by-a-child; exit 0']
    const calls = await callsOf('createRuntime', naive, host)
    expect(calls.filter(isProgram).length).toBeGreaterThan(1)
    expect(readdirSync(host)).toEqual(['left-by-a-child'])
  })
})

/** Of a directory: what was made or taken away in it, and what was changed about it. */
function changeOf(directory: string): readonly bigint[] {
  const { mtimeNs, ctimeNs } = statSync(directory, { bigint: true })
  return [mtimeNs, ctimeNs]
}

/** Every system call of a hook and its children, as strace shows them, from the first program on. */
async function callsOf(stage: string, command: readonly string[], host: string): Promise<string[]> {
  const directory = scratch()
  const log = join(directory, 'strace')
  const traced = ['strace', '-D', '-f', '-o', log, ...command]
  const script = `${LEAVE_OPEN} exec env -i PATH="$PATH" "$@"`
  const env = { PATH: process.env.PATH ?? '', HOST: host }
  const start = ['bash', '-c', script, 'bash', ...traced]
  if (stage === 'precreate') run('env', { args: start, stdin: config, env })
  else {
    mkdirSync(join(directory, 'rootfs/dev'), { recursive: true })
    writeFileSync(join(directory, 'config.json'), config, { mode: 0o644 })
    run(inRoot('test/support/fake-runtime'), { args: [directory, '.', ...start], env })
  }
  const text = await vi.waitFor(() => complete(readFileSync(log, 'utf8')), { timeout: 10_000 })
  return text.split('\n').map((line) => line.replace(/^\d+ +/, ''))
}

function complete(text: string): string {
  const first = /^(\d+) /.exec(text)?.[1]
  if (!new RegExp(`^${first} +\\+\\+\\+ exited with 0 \\+\\+\\+$`, 'm').test(text)) {
    throw new Error(`the hook did not succeed:\n${text.slice(-2000)}`)
  }
  return text
}

function isProgram(call: string): boolean {
  return /^execve(at)?\(.*= 0$/.test(call)
}

/** Node marks what it has been given to be closed on exec, up to the first gap: that is no use. */
function usesInherited(call: string): boolean {
  const [, name = '', fd = ''] = /^(\w+)\((\d+)[,)]/.exec(call) ?? []
  const isGiven = Number(fd) >= FIRST && Number(fd) <= LAST
  return isGiven && TAKE_FD.test(name) && !/^(ioctl\(\d+, FIOCLEX|fcntl\(\d+, F_SETFD, FD_CLOEXEC)\)/.test(call)
}

/** Calls whose first argument is a descriptor; close_range has two, and mkdirat and its like have a directory. */
const TAKE_FD =
  /^(read|write|pread64|pwrite64|readv|writev|\w+at2?|statx|fstat|fstatfs|f?getdents64|dup\d?|fcntl|ioctl|mmap|f\w+|lseek|poll|setns|move_mount|open_tree|sendto|connect|close)$/
