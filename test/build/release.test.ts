import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { Spec, Validation } from '@cyclonedx/cyclonedx-library'
import { expect, inject, onTestFinished, test, vi } from 'vitest'
import { build } from '../../scripts/build.ts'
import { entries, product } from './support/build-once.ts'
import { run, scratch } from './support/run.ts'

const out = dirname(inject('executable'))
const licences = 'THIRD-PARTY-LICENSES.txt'
const sbom = 'oci-device-hook.cdx.json'

test('the release is the executable, the licences, the bill of materials, manual pages and completions', () => {
  expect(readdirSync(out).toSorted()).toEqual([licences, 'completions', 'man', 'oci-device-hook', sbom])
  expect(statSync(inject('executable')).mode & 0o7777).toBe(0o755)
})

test('--version prints our version, that of Node, and the commit, and nothing to stderr', () => {
  const { status, stdout, stderr } = run(inject('executable'), { args: ['--version'] })
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
  for (const part of [product.version, process.versions.node, product.commit]) expect(stdout).toContain(part)
})

test('a second build in another directory gives the same bytes', async () => {
  const again = join(scratch(), 'deeper/than/the/first')
  await build({ ...entries, product, out: again })
  for (const name of filesIn(out)) expect([name, sha256(join(again, name))]).toEqual([name, sha256(join(out, name))])
}, 120_000)

test('a build without binutils works, says so, and leaves nothing else behind', async () => {
  vi.stubEnv('PATH', '/nonexistent')
  onTestFinished(() => void vi.unstubAllEnvs())
  const directory = scratch()
  const lines: string[] = []
  await build({ ...entries, product, out: directory, print: (line) => lines.push(line) })
  expect(lines).toContainEqual(expect.stringMatching(/strip is not installed/))
  expect(filesIn(directory)).toEqual(filesIn(out))
}, 120_000)

test('the licences and the bill of materials name everything that is in the executable', () => {
  const text = readFileSync(join(out, licences), 'utf8')
  const { components, metadata } = JSON.parse(readFileSync(join(out, sbom), 'utf8'))
  const named = components.map(({ name }: { name: string }) => name)
  expect(named).toEqual(expect.arrayContaining(['node', 'koffi', 'zod', 'commander', 'smol-toml']))
  for (const name of named) expect(text.toLowerCase()).toMatch(new RegExp(`^${name}(\\.js)? \\d`, 'm'))
  expect(metadata.component.hashes[0].content).toBe(sha256(inject('executable')))
})

test('the bill of materials names the libraries inside Node, which security notices are about', () => {
  const { components } = JSON.parse(readFileSync(join(out, sbom), 'utf8'))
  const node = components.find(({ name }: { name: string }) => name === 'node')
  const libraries = node.components.map(({ name }: { name: string }) => name)
  expect(libraries).toEqual(expect.arrayContaining(['openssl', 'v8', 'uv', 'zlib']))
})

test("the bill of materials is valid by CycloneDX's own schema, and a wrong one is not", async () => {
  const validator = new Validation.JsonStrictValidator(Spec.Version.v1dot6)
  const text = readFileSync(join(out, sbom), 'utf8')
  expect(await validator.validate(text)).toBeNull()
  expect(await validator.validate(text.replace('"type": "platform"', '"type": "firmwear"'))).not.toBeNull()
  expect(await validator.validate(text.replace('"version": 1', '"unknown": 1'))).not.toBeNull()
})

function filesIn(directory: string): string[] {
  const names = readdirSync(directory, { recursive: true, encoding: 'utf8' }).toSorted()
  return names.filter((name) => statSync(join(directory, name)).isFile())
}

function sha256(path: string): string {
  return createHash('sha256').update(readFileSync(path)).digest('hex')
}
