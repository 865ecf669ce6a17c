import { stripVTControlCharacters } from 'node:util'
import { describe, expect, test } from 'vitest'
import type { Canary } from '../../../src/cli/canary/canary.ts'
import { renderCanary } from '../../../src/cli/canary/render.ts'
import { renderCheck } from '../../../src/cli/cdi/render-check.ts'
import { renderExplanation } from '../../../src/cli/doctor/render-explanation.ts'
import { stepDiff } from '../../../src/cli/install/diff.ts'
import { conflictError, recordLost } from '../../../src/cli/install/problems.ts'
import { renderSteps } from '../../../src/cli/install/render.ts'
import { renderError } from '../../../src/cli/output/error.ts'
import type { Screen } from '../../../src/cli/output/screen.ts'
import type { CheckDocument } from '../../../src/core/cdi/check/document.ts'
import { explain } from '../../../src/core/explain/explain.ts'
import type { Step } from '../../../src/core/install/steps.ts'
import type { InstallHost } from '../../../src/shell/install/host.ts'
import { linuxFiles } from '../../../src/shell/linux/files.ts'
import { COLOUR_TERMINAL, TERMINAL } from '../../support/recorded-output.ts'

const CONF = '/etc/containers/containers.conf'
const BEFORE = { sha256: 'a'.repeat(64), mode: 0o644, uid: 0, gid: 0, mtime: 0 }
const TEXTS: Readonly<Record<string, string>> = {
  [CONF]: '# Mine.\n[engine]\nruntime = "crun"\n',
  [`/var/lib/oci-device-hook/before/${BEFORE.sha256}`]: '# As it was.\n',
  '/usr/local/bin/oci-device-hook': '\u007fELF\0',
}
const HOST: InstallHost = {
  files: { ...linuxFiles, read: (path) => TEXTS[path] },
  places: { state: '/var/lib/oci-device-hook' },
  program: '/proc/self/exe',
  podman: { major: 4, isRootless: false, home: undefined },
}
const text = (of: string) => ({ kind: 'text', text: of }) as const
const ABSENT = { kind: 'absent' } as const
const STEPS: readonly Step[] = [
  {
    action: 'write',
    path: '/usr/local/bin/oci-device-hook',
    content: { kind: 'copy', of: '/proc/self/exe' },
    mode: 0o755,
    now: ABSENT,
  },
  {
    action: 'write',
    path: CONF,
    content: text('# Mine.\n[engine]\nhooks_dir = ["/x"]\nruntime = "crun"\n'),
    mode: 0o644,
    now: ABSENT,
  },
  { action: 'write', path: '/etc/containers/new.conf', content: text('[engine]\n'), mode: 0o644, now: ABSENT },
  { action: 'keep', path: '/usr/local/share/oci-device-hook/hooks.d/oci-device-hook-precreate.json' },
]
const BACK: readonly Step[] = [
  { action: 'restore', path: CONF, before: BEFORE },
  { action: 'remove', path: '/usr/local/bin/oci-device-hook' },
]

const CHECK: CheckDocument = {
  version: 1,
  directories: ['/etc/cdi', '/run/cdi'],
  files: 2,
  findings: [
    { file: '/etc/cdi/dri.yaml', device: 'localhost/dri=all', standing: 'ok', code: 'ok', text: 'fine', remedy: null },
    {
      file: '/etc/cdi/dri.yaml',
      device: 'localhost/dri=card0',
      standing: 'fail',
      code: 'group-stale',
      text: 'it gives the group 109, which none of its nodes has: the container gets a right that has nothing to do with the device',
      remedy: 'make the spec again: oci-device-hook cdi generate',
    },
    {
      file: '/run/cdi/x.yaml',
      device: null,
      standing: 'warn',
      code: 'root-only',
      text: 'not everybody may read it',
      remedy: 'sudo chmod 644 /run/cdi/x.yaml',
    },
  ],
}

const RAN: Canary = {
  verdict: 'ran',
  engine: 'podman 4.3.1',
  runtime: 'crun 1.8.1',
  stage: 'precreate',
  milliseconds: 38,
}
const UNKNOWN: Canary = {
  verdict: 'unknown',
  reason: 'podman 4.3.1 made no container: Error: no space left on device, and a sentence that does not fit a line',
  remedy: 'oci-device-hook log',
}

const conflict = { path: CONF, found: 'a file that was changed since it was installed', isChanged: true }
const SHOWN: Readonly<Record<string, (screen: Screen) => string>> = {
  install: (screen) => renderSteps(STEPS, screen),
  uninstall: (screen) => renderSteps(BACK, screen),
  'install --dry-run': (screen) => STEPS.map((step) => stepDiff(step, HOST, screen)).join(''),
  'uninstall --dry-run': (screen) => BACK.map((step) => stepDiff(step, HOST, screen)).join(''),
  'install over a changed file': (screen) => renderError(conflictError([conflict]), screen),
  'uninstall without a record': (screen) =>
    renderError(recordLost({ configuration: [CONF], files: ['/usr/local/bin/oci-device-hook'] }, '/var/lib/x'), screen),
  'the canary that ran': (screen) => renderCanary(RAN, screen),
  'the canary of which nothing is known': (screen) => renderCanary(UNKNOWN, screen),
  'cdi check': (screen) => renderCheck(CHECK, screen),
  'cdi check without files': (screen) => renderCheck({ ...CHECK, files: 0, findings: [] }, screen),
  'doctor --explain of two symptoms': (screen) =>
    renderExplanation(explain('su-exec: setgroups: Operation not permitted\nfuse: device not found, try x'), screen),
  'doctor --explain of nothing': (screen) => renderExplanation(explain('all is well'), screen),
}

/** What is to be pasted, or read by patch(1), is one line however long it is. */
const PASTED = /remedy: |^ {6}\S|^[-+ ]/

describe.each(Object.entries(SHOWN))('%s', (_, show) => {
  test('fits 80 columns, but for what is to be pasted', () => {
    expect(show(TERMINAL)).toMatchSnapshot()
    for (const line of show(TERMINAL).split('\n')) if (!PASTED.test(line)) expect(line.length).toBeLessThanOrEqual(80)
  })

  test('says no more in colour than without', () => {
    expect(show(COLOUR_TERMINAL)).toMatchSnapshot()
    expect(stripVTControlCharacters(show(COLOUR_TERMINAL))).toBe(show(TERMINAL))
  })
})
