import { spawnSync } from 'node:child_process'
import { expect, test } from 'vitest'

/** In a process of its own: what is frozen stays frozen. */
function evaluate(prepare: string, attack: string): string {
  const path = `${import.meta.dirname}/../../../../src/shell/linux/intrinsics.ts`
  const script = `import { freezeIntrinsics } from '${path}'
    ${prepare}
    try { ${attack} } catch (error) { process.stdout.write(error.constructor.name + ' ') }
    process.stdout.write(String({}.polluted ?? [].polluted ?? (() => 0).polluted))`
  const args = ['--disable-proto=throw', '--input-type=module', '--eval', script]
  return spawnSync(process.execPath, args, { encoding: 'utf8' }).stdout
}

test.each([
  ["const key = 'constructor'; ({})[key].prototype.polluted = 'yes'"],
  ["Object.prototype.polluted = 'yes'"],
  ['Object.assign(Object.prototype, JSON.parse(\'{"polluted": "yes"}\'))'],
  ["Object.defineProperty(Array.prototype, 'polluted', { value: 'yes' })"],
  ["Object.setPrototypeOf(Object.prototype, { polluted: 'yes' })"],
])('freezeIntrinsics() makes an error of %s', (attack) => {
  expect(evaluate('', attack)).toBe(attack.includes('setPrototypeOf') ? 'TypeError undefined' : 'yes')
  expect(evaluate('freezeIntrinsics()', attack)).toBe('TypeError undefined')
})
