import { expect, test } from 'vitest'
import type { Canary } from '../../../../src/cli/canary/canary.ts'
import { canaryExit, renderCanary } from '../../../../src/cli/canary/render.ts'
import { TERMINAL } from '../../../support/recorded-output.ts'

const RAN: Canary = {
  verdict: 'ran',
  engine: 'podman 4.3.1',
  runtime: 'crun 1.8.1',
  stage: 'precreate',
  milliseconds: 38,
}

test.each<[Canary, number, string]>([
  [RAN, 0, '✔ hook ran: podman 4.3.1, crun 1.8.1, stage precreate, 38 ms\n'],
  [{ verdict: 'unknown', reason: 'podman is not installed' }, 2, '? not proven: podman is not installed\n'],
  [
    { verdict: 'not run', engine: 'podman 4.3.1', reason: 'the log has nothing of it' },
    1,
    '✖ hook did not run: podman 4.3.1: the log has nothing of it\n  remedy: podman --log-level=debug run --rm --annotation oci-device-hook/mode=auto IMAGE true 2>&1 | grep -i hook\n',
  ],
  [
    { verdict: 'failed', engine: 'podman 4.3.1', exit: 78, reason: 'policy.toml:1:5: x' },
    1,
    '✖ hook refused the container: podman 4.3.1: the hook ran and ended with 78:\n  policy.toml:1:5: x\n  remedy: oci-device-hook policy check; oci-device-hook log\n',
  ],
  [
    { verdict: 'unknown', reason: 'there is no /run/user/1000', remedy: 'sudo loginctl enable-linger alice' },
    2,
    '? not proven: there is no /run/user/1000\n  remedy: sudo loginctl enable-linger alice\n',
  ],
])('renderCanary() of %j is a verdict with exit %i', (canary, exit, text) => {
  expect(renderCanary(canary, TERMINAL)).toBe(text)
  expect(canaryExit(canary)).toBe(exit)
})
