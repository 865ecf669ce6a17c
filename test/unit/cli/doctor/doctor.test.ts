import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import { afterAll, describe, expect, test } from 'vitest'
import type { Screen } from '../../../../src/cli/output/screen.ts'
import { runProgram } from '../../../../src/cli/program.ts'
import type { DoctorDocument } from '../../../../src/core/doctor/document.ts'
import { COLOUR_TERMINAL, recordedOutput, TERMINAL } from '../../../support/recorded-output.ts'

const RECORDED = 'test/support/recorded'
const NAMES = readdirSync(RECORDED).filter((name) => name.endsWith('.json'))
const scratch = mkdtempSync('/tmp/odh-doctor-')
afterAll(() => rmSync(scratch, { recursive: true }))

async function doctor(args: readonly string[], screen: Screen = TERMINAL) {
  const output = recordedOutput(screen)
  await runProgram(['node', 'oci-device-hook', 'doctor', ...args], output)
  return output
}

describe('doctor, on recorded answers', () => {
  test.each(NAMES)('%s', async (name) => {
    const { stdout, stderr, code } = await doctor(['--replay', join(RECORDED, name)])
    expect(stderr).toBe('')
    expect(`${stdout}exit ${code}\n`).toMatchSnapshot()
    for (const line of stdout.split('\n')) {
      if (!line.startsWith('  remedy: ')) expect(line.length).toBeLessThanOrEqual(80)
    }
  })

  test.each(NAMES)('%s in colour says the same', async (name) => {
    const args = ['--replay', join(RECORDED, name)]
    const { stdout } = await doctor(args, COLOUR_TERMINAL)
    expect(stdout).toMatchSnapshot()
    expect(stripVTControlCharacters(stdout)).toBe((await doctor(args)).stdout)
  })

  test.each(NAMES)('%s as JSON holds the same findings', async (name) => {
    const args = ['--replay', join(RECORDED, name)]
    const [json, text] = await Promise.all([doctor([...args, '--json']), doctor(args)])
    const { findings, version } = JSON.parse(json.stdout) as DoctorDocument
    expect(version).toBe(1)
    expect(json.code).toBe(text.code)
    for (const { code, severity, remedy } of findings) {
      if (severity !== 'ok') expect(text.stdout).toContain(code)
      if (remedy !== null) expect(text.stdout).toContain(remedy)
    }
  })

  test('has each problem that a check can find in one of the recordings', async () => {
    const outputs = await Promise.all(NAMES.map((name) => doctor(['--replay', join(RECORDED, name), '--json'])))
    const found = outputs.flatMap(({ stdout }) => (JSON.parse(stdout) as DoctorDocument).findings)
    const problems = new Set(found.filter(({ severity }) => severity !== 'ok').map(({ code }) => code))
    const files = readdirSync('src/shell/doctor/checks').map((name) =>
      readFileSync(`src/shell/doctor/checks/${name}`, 'utf8'),
    )
    const written = files.flatMap((text) =>
      [...text.matchAll(/(?:warn|fail|unknown)\(\{\s*code: '([A-Z_]+)'/g)].map(([, code = '']) => code),
    )
    expect(written.length).toBeGreaterThan(15)
    expect(written.filter((code) => !problems.has(code)).sort()).toEqual([])
  })
})

describe('doctor --record', () => {
  test('writes what --replay judges alike, for the owner alone, and over nothing', async () => {
    const file = join(scratch, 'answers.json')
    const here = await doctor(['--record', file, '--json'])
    expect(here.stderr).toBe('')
    const replayed = await doctor(['--replay', file, '--json'])
    expect(JSON.parse(replayed.stdout).findings).toEqual(JSON.parse(here.stdout).findings)
    expect(statSync(file).mode & 0o777).toBe(0o600)
    const again = await doctor(['--record', file])
    expect(again.stderr.replaceAll('\n', ' ')).toContain('found EEXIST, expected a file that can be made')
    expect(again.code).toBe(74)
  })

  test.each(['', '{}', '{"version": 2}', '[]'])('--replay refuses %j with a sentence', async (text) => {
    const file = join(scratch, 'bad.json')
    writeFileSync(file, text)
    const { stdout, stderr, code } = await doctor(['--replay', file])
    expect(stdout).toBe('')
    expect(stderr.replaceAll('\n', ' ')).toContain('expected what doctor --record wrote')
    expect(code).toBe(65)
  })
})

describe('doctor CONTAINER', () => {
  test.each([
    ['--user', 'alice'],
    ['--replay', 'x'],
    ['--record', 'x'],
    ['--explain', 'x'],
  ])('refuses %s, which says nothing about a container', async (...flag) => {
    const { stderr, code } = await doctor(['mine', ...flag])
    expect(stderr).toContain(`found the container "mine" and ${flag[0]}`)
    expect(code).toBe(64)
  })
})

describe('doctor --explain', () => {
  const ERROR = "Error while opening serialport 'Error: Error: Permission denied, cannot open /dev/ttyACM0'"

  test('answers with layer, meaning and remedies', async () => {
    const { stdout, code } = await doctor(['--explain', ERROR])
    expect(code).toBe(0)
    expect(stdout).toMatchSnapshot()
    expect((await doctor(['--explain', ERROR], COLOUR_TERMINAL)).stdout).toMatchSnapshot()
  })

  test('answers programs with the same', async () => {
    const { stdout } = await doctor(['--explain', ERROR, '--json'])
    expect(JSON.parse(stdout)).toMatchObject({
      version: 1,
      device: '/dev/ttyACM0',
      symptoms: [{ code: 'MODE_SERIAL' }],
    })
  })

  test('says so, by exit 1, when it knows nothing', async () => {
    expect(await doctor(['--explain', 'all is well'])).toMatchObject({ code: 1 })
  })
})
