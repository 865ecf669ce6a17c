import fs from 'node:fs'
import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { runProgram } from '../../../../src/cli/program.ts'
import { EXIT, HookError } from '../../../../src/core/errors.ts'
import { needsRoot } from '../../../native/support/root.ts'
import { FakePrograms } from '../../../support/fake-programs.ts'
import { coverWithTmpfs, usePrivateMounts } from '../../../support/private-mounts.ts'
import { type RecordedOutput, recordedOutput } from '../../../support/recorded-output.ts'

beforeEach(needsRoot)
beforeAll(() => {
  if (process.getuid?.() === 0) usePrivateMounts()
})
/** A new, empty /run for each test, of this process alone. */
beforeEach(() => {
  coverWithTmpfs('/run')
  fs.mkdirSync('/run/oci-device-hook')
})

const FILE = '/run/oci-device-hook/log.jsonl'
const [ONE, TWO] = ['1'.repeat(64), '2'.repeat(64)]
const line = (container: string, exit = 0) =>
  JSON.stringify({
    time: '2026-01-02T03:04:05.678Z',
    version: '0.1.0',
    stage: 'precreate',
    container,
    asked: true,
    devices: [],
    exit,
    ms: 31,
  })

async function log(args: readonly string[], output: RecordedOutput = recordedOutput()) {
  await runProgram(['node', 'oci-device-hook', 'log', ...args], output)
  return output
}

describe('log', () => {
  beforeEach(() => fs.writeFileSync(FILE, `${line(ONE)}\nno record\n${line(TWO, 77)}\n`))

  test('shows every run, and passes over lines that are none', async () => {
    const { stdout, stderr } = await log([])
    expect(stdout.trimEnd().split('\n')).toEqual([
      '2026-01-02 03:04:05Z  111111111111  precreate  exit 0  31 ms',
      '2026-01-02 03:04:05Z  222222222222  precreate  exit 77  31 ms',
    ])
    expect(stderr).toBe('')
  })

  test('shows the runs for one container, by the id that podman has for its name', async () => {
    using _programs = new FakePrograms({ podman: `[ "$6" = mine ] && echo ${TWO}` })
    expect((await log(['mine', '--json'])).stdout).toBe(`${line(TWO, 77)}\n`)
  })

  test('takes for an id what podman does not know, or no longer', async () => {
    using _programs = new FakePrograms({ podman: 'exit 125' })
    expect((await log([ONE.slice(0, 12), '--json'])).stdout).toBe(`${line(ONE)}\n`)
    const none = await log(['gone'])
    expect(none.stdout).toBe('')
    expect(none.stderr).toContain(`no run of the hook in ${FILE} for "gone"`)
    expect(none.code).toBeUndefined()
  })
})

test('log says where it looked when nothing was ever logged', async () => {
  expect((await log([])).stderr).toMatch(new RegExp(`no run of the hook in ${FILE}\n$`))
})

test('log --follow shows what is there, then what is logged, and ends when its output is closed', async () => {
  fs.writeFileSync(FILE, `${line(ONE)}\n`)
  const output = recordedOutput()
  const write = output.write.bind(output)
  output.write = (text) => {
    write(text)
    if (text.includes(ONE)) fs.appendFileSync(FILE, `no record\n${line(TWO)}\n`)
    if (text.includes(TWO)) throw new HookError('ERR_OUTPUT', EXIT.output, 'stdout cannot be written: found EPIPE')
  }
  await log(['--follow', '--json'], output)
  expect(output.stdout).toBe(`${line(ONE)}\n${line(TWO)}\n`)
  expect(output.code).toBe(74)
})
