import { expect, test } from 'vitest'
import { sectionOf } from '../../../scripts/release/changelog.ts'

const CHANGELOG = `# Changelog

## [Unreleased]

## [1.1.0] - 2026-01-02

### Added

- New.

## [1.0.0] - 2026-01-01

- Old.

[1.1.0]: https://example.com
`

test('sectionOf() gives what is below the heading of a version, and nothing of the others', () => {
  expect(sectionOf(CHANGELOG, '1.1.0')).toBe('### Added\n\n- New.\n')
  expect(sectionOf(CHANGELOG, '1.0.0')).toBe('- Old.\n')
})

test.each(['2.0.0', '1', '1.1', 'Unreleased'])('sectionOf() refuses %s', (version) => {
  expect(() => sectionOf(CHANGELOG, version)).toThrow('CHANGELOG.md: found no')
})
