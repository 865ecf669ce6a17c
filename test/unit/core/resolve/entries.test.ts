import { expect, test } from 'vitest'
import { UNKNOWN_RUNTIME } from '../../../../src/core/model/situation.ts'
import { checkConfig } from '../../../../src/core/parse/config.ts'
import { isDefaultDevice } from '../../../../src/core/resolve/default-devices.ts'
import { entriesOf } from '../../../../src/core/resolve/entries.ts'
import { deviceRules } from '../../../../src/core/resolve/rules.ts'

const device = (changes: object) => ({ path: '/dev/x', type: 'c', major: 81, minor: 0, ...changes })
const SITUATION = { realRoot: true, runtime: UNKNOWN_RUNTIME }
const entries = (devices: object[] | null, rules: object[] = []) => {
  const config = checkConfig({ linux: { devices, resources: { devices: rules } } })
  return entriesOf(config, deviceRules(config, SITUATION))
}

test('entriesOf() keeps the position that an entry has in linux.devices, past those left out', () => {
  const found = entries([device({ path: '/dev/null' }), device({ type: 'p' }), device({})])
  expect(found.map(({ seen }) => seen.index)).toEqual([2])
})

test('entriesOf() fills in what a runtime takes for a field that is missing', () => {
  expect(entries([device({})])[0]?.seen).toMatchObject({ uid: 0, gid: 0, mode: 0o666 })
  expect(entries([device({ uid: null, gid: null, fileMode: null })])[0]?.seen).toMatchObject({ uid: 0, mode: 0o666 })
})

test('entriesOf() cuts the file type off the mode', () => {
  expect(entries([device({ fileMode: 0o20660 })])[0]?.seen.mode).toBe(0o660)
})

test.each([
  ['u, the older name of c', { type: 'u' }, [{ type: 'c', major: 81, minor: 0 }]],
  ['block devices', { type: 'b' }, [{ type: 'b', major: 81, minor: 0 }]],
  ['no pipes', { type: 'p' }, []],
  ['no entry without its major', { major: undefined }, []],
  ['no entry without its minor', { minor: undefined }, []],
])('entriesOf() takes %s', (_what, changes, numbers) => {
  expect(entries([device(changes)]).map(({ number }) => number)).toEqual(numbers)
})

test('entriesOf() wants what the device rules leave, and both where they leave nothing', () => {
  const rule = { allow: true, type: 'c', major: 81, access: 'rm' }
  const deny = { allow: false }
  expect(entries([device({})], [deny, rule])[0]).toMatchObject({
    allowedByRules: true,
    wanted: { read: true, write: false },
  })
  expect(entries([device({})], [deny])[0]).toMatchObject({ allowedByRules: false, wanted: { read: true, write: true } })
})

test('entriesOf() finds nothing where there are no devices', () => {
  expect(entries(null)).toEqual([])
  expect(entriesOf(checkConfig({}), deviceRules(checkConfig({}), SITUATION))).toEqual([])
})

test.each([
  ['/dev/null', true],
  ['/dev/pts/5', true],
  ['/dev/ptmx', true],
  ['/dev/ttyUSB0', false],
  ['/dev/ptsx', false],
  ['/dev/net/tun', false],
])('isDefaultDevice(%j) is %j', (path, answer) => {
  expect(isDefaultDevice(path)).toBe(answer)
})
