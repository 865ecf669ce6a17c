import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { askEngines } from '../../../src/cli/engine-answer.ts'
import { pidOf } from '../../../src/cli/engines.ts'
import { impatient } from '../../../src/cli/impatient.ts'
import { HUNG, run } from '../../../src/cli/run.ts'
import type { HookError } from '../../../src/core/errors.ts'
import type { Answer } from '../../../src/shell/doctor/sources.ts'

const scratch = mkdtempSync('/tmp/odh-run-')
afterAll(() => rmSync(scratch, { recursive: true }))

function program(name: string, script: string): string {
  const path = join(scratch, name)
  writeFileSync(path, `#!/bin/sh\n${script}\n`)
  chmodSync(path, 0o755)
  return path
}

describe('run()', () => {
  test('tells a program that is not there from one that hangs, and waits for neither', async () => {
    expect(await run(join(scratch, 'no-such'), [])).toBeUndefined()
    const answer = await run(program('hang', 'exec sleep 600'), [], 200)
    expect(answer).toEqual({ code: HUNG, stdout: '', stderr: 'did not answer within 0.2 s' })
  })

  test('waits for a program that answers, whatever it answers', async () => {
    expect(await run(program('boom', 'echo boom >&2; exit 125'), [])).toMatchObject({ code: 125, stderr: 'boom' })
  })

  test('says of a program that a signal ended that it did', async () => {
    expect(await run(program('killed', 'kill -9 $$'), [])).toMatchObject({ code: 137, stderr: 'ended by SIGKILL' })
  })

  test('says of one that cannot be started why', async () => {
    const path = join(scratch, 'closed')
    writeFileSync(path, 'x', { mode: 0o644 })
    expect(await run(path, [])).toMatchObject({ code: 126, stderr: 'cannot be started: EACCES' })
  })
})

test('impatient() asks a program that hung no second time, and others again', async () => {
  const asked: string[] = []
  const ask = impatient(async (name) => {
    asked.push(name)
    return { code: name === 'podman' ? HUNG : 0, stdout: '', stderr: 'did not answer within 30 s' }
  })
  for (const name of ['podman', 'podman', 'crun', 'crun']) await ask(name, [String(asked.length)])
  expect(asked).toEqual(['podman', 'crun', 'crun'])
})

const UNKNOWN: Answer = { code: 125, stdout: '[]', stderr: 'Error: inspecting object: no such container "cam"' }
const withPodman = (answer: Answer | undefined) => async (name: string) => (name === 'podman' ? answer : undefined)
const refusal = (ask: Promise<unknown>) =>
  ask.then(
    () => expect.fail('expected a refusal'),
    (error: HookError) => error,
  )

describe('askEngines()', () => {
  test.each<[string, Answer | undefined, number, RegExp]>([
    ['knows no such container', UNKNOWN, 65, /"cam": found no such container, asked podman/],
    ['is not there', undefined, 65, /found no such container/],
    ['hangs', { code: HUNG, stdout: '', stderr: 'did not answer within 30 s' }, 2, /podman did not answer within 30 s/],
    ['fails', { code: 125, stdout: '', stderr: 'boom' }, 2, /podman said: boom/],
    ['prints no JSON', { code: 0, stdout: 'not json', stderr: '' }, 2, /podman said what is no JSON: "not json"/],
  ])('of a podman that %s', async (_, answer, exit, message) => {
    for (const error of [
      await refusal(askEngines('cam', withPodman(answer))),
      await refusal(pidOf('cam', withPodman(answer))),
    ]) {
      expect(error.code).toBe('ERR_PROCESS')
      expect(error.exit).toBe(exit)
      expect(error.message).toMatch(message)
    }
  })

  test('cannot tell where a runtime cannot be started, or was killed', async () => {
    const answers: Record<string, Answer> = {
      podman: UNKNOWN,
      crun: { code: 126, stdout: '', stderr: 'cannot be started: EACCES' },
    }
    const error = await refusal(askEngines('cam', async (name) => answers[name]))
    expect([error.exit, error.message]).toEqual([2, 'container "cam": unknown, for crun cannot be started: EACCES'])
  })

  test('takes the answer of a runtime where podman does not know the container', async () => {
    const answers: Record<string, Answer> = {
      podman: UNKNOWN,
      crun: { code: 0, stdout: '{"pid": 4711, "status": "running", "bundle": "/b"}', stderr: '' },
    }
    const ask = async (name: string) => answers[name]
    expect(await askEngines('cam', ask)).toMatchObject({ engine: 'crun', pid: 4711 })
    expect(await pidOf('cam', ask)).toBe(4711)
  })
})
