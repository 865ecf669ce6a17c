import { expect, test } from 'vitest'
import { type LogPlace, silenceOf } from '../../../../src/cli/canary/log-silence.ts'

const PLACE: LogPlace = { level: 'news', directory: '/run/user/1000', isThere: true, user: 'alice' }

test.each<[string, Partial<LogPlace>, RegExp | undefined, string | undefined]>([
  ['a log that has every line', {}, undefined, undefined],
  ['a policy that cannot be read, which the hook logs', { level: undefined }, undefined, undefined],
  ['a policy without a log', { level: 'none' }, /the policy logs nothing/, 'oci-device-hook policy check'],
  ['a user without a session', { isThere: false }, /no \/run\/user\/1000/, 'sudo loginctl enable-linger alice'],
  ['a name that a shell would read', { isThere: false, user: 'a;b' }, /no \/run/, "sudo loginctl enable-linger 'a;b'"],
  ['a user without an id outside', { directory: undefined }, /no place/, 'oci-device-hook log'],
])('silenceOf() %s', (_, changes, reason, remedy) => {
  const silence = silenceOf({ ...PLACE, ...changes })
  expect(silence?.remedy).toBe(remedy)
  if (reason !== undefined) expect(silence?.reason).toMatch(reason)
})
