import { mkdtempSync, rmSync, symlinkSync } from 'node:fs'
import { expect, onTestFinished, test } from 'vitest'
import { openToOthersAbove } from '../../../../src/shell/linux/trusted-path.ts'

test('openToOthersAbove() has nothing against a place that only root can write, there or not', () => {
  expect(openToOthersAbove('/usr/bin/oci-device-hook')).toBeUndefined()
  expect(openToOthersAbove('/usr/no/such/directory/oci-device-hook')).toBeUndefined()
})

test('openToOthersAbove() names a sticky directory, from the top', () => {
  expect(openToOthersAbove('/tmp/no-such-directory/bin/oci-device-hook')).toBe('/tmp')
})

test('openToOthersAbove() looks at where a link leads', ({ skip }) => {
  skip(process.getuid?.() !== 0, 'needs root: run the suite with sudo')
  const directory = mkdtempSync('/root/trusted-path-')
  onTestFinished(() => rmSync(directory, { recursive: true }))
  symlinkSync('/tmp', `${directory}/link`)
  expect(openToOthersAbove(`${directory}/bin/x`)).toBeUndefined()
  expect(openToOthersAbove(`${directory}/link/x`)).not.toBeUndefined()
})
