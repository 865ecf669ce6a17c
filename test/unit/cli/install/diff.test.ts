import fs from 'node:fs'
import { expect, test } from 'vitest'
import { stepDiff } from '../../../../src/cli/install/diff.ts'
import { PLAIN } from '../../../../src/cli/output/screen.ts'
import type { Step } from '../../../../src/core/install/steps.ts'
import type { InstallHost } from '../../../../src/shell/install/host.ts'
import { linuxFiles } from '../../../../src/shell/linux/files.ts'
import { TemporaryDirectory } from '../../../native/support/directory.ts'
import { COLOUR_TERMINAL } from '../../../support/recorded-output.ts'

const SHA256 = 'a'.repeat(64)

/** A machine with a text, a program, and what was kept from before. */
function machine(directory: TemporaryDirectory): InstallHost {
  fs.writeFileSync(directory.at('text'), 'one\ntwo\n')
  fs.writeFileSync(directory.at('program'), '\x7fELF\0')
  fs.mkdirSync(directory.at('before'))
  fs.writeFileSync(directory.at(`before/${SHA256}`), 'one\n')
  const places = { state: directory.path }
  return { files: linuxFiles, places, program: directory.at('program'), podman: PODMAN }
}
const PODMAN = { major: 5, home: undefined, isRootless: false }
const ABSENT = { kind: 'absent' } as const
const BEFORE = { sha256: SHA256, mode: 0o644, uid: 0, gid: 0, mtime: 0 }

/** The lines below the headers that a step comes to, or all where there are no headers. */
function linesOf(step: (directory: TemporaryDirectory) => Step, screen = PLAIN): string[] {
  using directory = new TemporaryDirectory()
  const text = stepDiff(step(directory), machine(directory), screen).replaceAll(directory.path, '')
  return text.trimEnd().split('\n')
}

const write = (path: string, text: string): Step => ({
  action: 'write',
  path,
  content: { kind: 'text', text },
  mode: 0o644,
  now: ABSENT,
})

test.each<[string, (directory: TemporaryDirectory) => Step, string[]]>([
  ['nothing of a file that stays', (at) => ({ action: 'keep', path: at.at('text') }), ['']],
  ['a new file', (at) => write(at.at('new'), 'one\n'), ['--- /dev/null', '+++ /new', '@@ -0,0 +1,1 @@', '+one']],
  [
    'a changed file',
    (at) => write(at.at('text'), 'one\n2\n'),
    ['--- /text', '+++ /text', '@@ -1,2 +1,2 @@', ' one', '-two', '+2'],
  ],
  [
    'a file that goes',
    (at) => ({ action: 'remove', path: at.at('text') }),
    ['--- /text', '+++ /dev/null', '@@ -1,2 +0,0 @@', '-one', '-two'],
  ],
  [
    'a file that is put back',
    (at) => ({ action: 'restore', path: at.at('text'), before: BEFORE }),
    ['--- /text', '+++ /text', '@@ -1,2 +1,1 @@', ' one', '-two'],
  ],
  [
    'that a program is written, and not its bytes',
    (at) => ({
      action: 'write',
      path: at.at('p'),
      content: { kind: 'copy', of: at.at('program') },
      mode: 0o755,
      now: ABSENT,
    }),
    ['Binary file /p would be written'],
  ],
  [
    'that a program is removed',
    (at) => ({ action: 'remove', path: at.at('program') }),
    ['Binary file /program would be removed'],
  ],
  [
    'that a program gives way to what was there before',
    (at) => ({ action: 'restore', path: at.at('program'), before: BEFORE }),
    ['Binary file /program would be restored'],
  ],
])('stepDiff() shows %s', (_, step, lines) => {
  expect(linesOf(step)).toEqual(lines)
})

test('stepDiff() paints what comes and what goes, and nothing else', () => {
  const lines = linesOf((at) => write(at.at('text'), 'one\n2\n'), COLOUR_TERMINAL)
  expect(lines.filter((line) => line.includes('\u001b[32m'))).toEqual([
    expect.stringContaining('+++ /text'),
    expect.stringContaining('+2'),
  ])
  expect(lines.filter((line) => line.includes('\u001b[31m'))).toHaveLength(2)
  expect(lines).toContain(' one')
})
