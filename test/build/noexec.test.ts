import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, expect, inject, test } from 'vitest'
import { missing, scratch } from './support/run.ts'

/*
 * A host that mounts every place for the native add-on noexec. That is the administrator's mistake: it stops the
 * containers that asked, and no other.
 */
beforeEach(({ skip }) => {
  if (process.getuid?.() !== 0) skip('needs root, to mount')
  const reason = ['unshare', 'bash'].map(missing).find((each) => each !== undefined)
  if (reason !== undefined) skip(reason)
})

const PLACES = '/run /dev/shm /var/tmp /tmp'
/** Larger than a pipe: whoever writes it waits until it is taken. */
const LARGE = 'x'.repeat(300_000)

const ASKS = { 'oci-device-hook/mode': 'auto' }
const stateOf = (annotations: object) =>
  JSON.stringify({ ociVersion: '1.0.2', id: 'x', pid: 2 ** 22, bundle: '/run/bundle', status: 'creating', annotations })

/** Runs the executable where the places are mounted with `options`. The writer of its stdin is a program of its own. */
function start(options: string, { stdin, config = '{}' }: { stdin: string; config?: string }, ...args: string[]) {
  const file = join(scratch(), 'stdin')
  writeFileSync(file, stdin)
  const script = `
    exec 8< "$1" 9< "$2"
    for place in ${PLACES}; do mount -t tmpfs -o ${options} tmpfs $place || exit; done
    mkdir /run/bundle; printf %s "$3" > /run/bundle/config.json
    shift 3
    cat <&8 | /proc/self/fd/9 "$@"
    echo "writer \${PIPESTATUS[0]}, hook \${PIPESTATUS[1]}"; cat /run/oci-device-hook/log.jsonl`
  const bash = ['bash', '--norc', '-c', script, 'bash', file, inject('executable'), config, ...args]
  const env = { PATH: process.env.PATH }
  // No socket for stdin: bash would take it for a remote shell's, and read its settings.
  const stdio = ['ignore', 'pipe', 'pipe'] as const
  const { stdout, stderr } = spawnSync('unshare', ['--mount', ...bash], { encoding: 'utf8', env, stdio: [...stdio] })
  const [ending = '', line = '{}'] = stdout.split('\n')
  return { ending, stderr, log: line === '' ? undefined : JSON.parse(line) }
}

test.each(['createRuntime', 'prestart'])('%s lets a container start that did not ask, and says why', (stage) => {
  const { ending, stderr, log } = start('noexec', { stdin: stateOf({ other: LARGE }) }, stage)
  expect(ending).toBe('writer 0, hook 0')
  expect(stderr).toMatch(/^oci-device-hook: the native add-on cannot be loaded from any of: \/run: /)
  expect(log).toMatchObject({ exit: 0, asked: false, error: { code: 'ERR_ADDON' } })
})

test.each(['createRuntime', 'prestart'])('%s stops a container that asked', (stage) => {
  const { ending, log } = start('noexec', { stdin: stateOf({ ...ASKS, other: LARGE }) }, stage)
  expect(ending).toBe('writer 0, hook 78')
  expect(log).toMatchObject({ exit: 78, asked: true, error: { code: 'ERR_ADDON' } })
})

test('createRuntime stops a container that asked in config.json alone', () => {
  const config = JSON.stringify({ annotations: ASKS })
  expect(start('noexec', { stdin: stateOf({}), config }, 'createRuntime').ending).toBe('writer 0, hook 78')
})

test('create-symlinks stops the container, which asked by its CDI device', () => {
  const { ending, stderr } = start(
    'noexec',
    { stdin: stateOf({ other: LARGE }) },
    'create-symlinks',
    '--link',
    '/dev/a',
    '/dev/b',
  )
  expect(ending).toBe('writer 0, hook 78')
  expect(stderr).toContain('the native add-on cannot be loaded')
})

test('where a place is not noexec [control], a state that names no process is what stops it', () => {
  const { ending, log } = start('exec', { stdin: stateOf({ other: LARGE }) }, 'createRuntime')
  expect(ending).toBe('writer 0, hook 65')
  expect(log).toMatchObject({ exit: 65, error: { code: 'ERR_PROCESS' } })
})
