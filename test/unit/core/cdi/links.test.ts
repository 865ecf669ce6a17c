import { describe, expect, test } from 'vitest'
import { linkHooks, parseLinks } from '../../../../src/core/cdi/links.ts'
import type { DevicePath, HostPath } from '../../../../src/core/model/paths.ts'
import { hookError } from '../../../support/expect-error.ts'

const LINK = { path: '/dev/serial/by-id/usb-A' as DevicePath, target: '/dev/ttyUSB0' as DevicePath }

describe('parseLinks()', () => {
  test('reads what linkHooks() writes', () => {
    const [hook, ...others] = linkHooks([LINK, { ...LINK, path: '/dev/b' as DevicePath }], '/x' as HostPath)
    expect(parseLinks(hook?.args.slice(2) ?? [])).toEqual([LINK, { ...LINK, path: '/dev/b' }])
    expect(others).toEqual([])
  })

  test('takes every link of more than one hook may have: linkHooks() makes several', () => {
    const links = Array.from({ length: 2049 }, (_, at) => ({ ...LINK, path: `/dev/a${at}` as DevicePath }))
    const hooks = linkHooks(links, '/x' as HostPath)
    expect(hooks).toHaveLength(3)
    expect(hooks.flatMap(({ args }) => parseLinks(args.slice(2)))).toEqual(links)
    expect(linkHooks([], '/x' as HostPath)).toEqual([])
  })

  test.each([
    ['nothing', []],
    ['half a link', ['--link', '/dev/a']],
    ['another flag', ['--node', '/dev/a', '/dev/b']],
    ['a name outside /dev', ['--link', '/etc/passwd', '/dev/b']],
    ['a target outside /dev', ['--link', '/dev/a', '/etc/shadow']],
    ['a way out of /dev', ['--link', '/dev/../etc/x', '/dev/b']],
    ['a relative target', ['--link', '/dev/a', '../etc/shadow']],
    ['/dev itself', ['--link', '/dev', '/dev/b']],
    ['a link to itself', ['--link', '/dev/a', '/dev/a']],
    ['a NUL', ['--link', '/dev/a\0b', '/dev/b']],
  ])('refuses %s', (_, args) => {
    expect(hookError('ERR_LINK', () => parseLinks(args)).exit).toBe(64)
  })

  test('refuses more links than one hook is given', () => {
    const args = Array.from({ length: 1025 }, (_, at) => ['--link', `/dev/a${at}`, '/dev/b']).flat()
    expect(hookError('ERR_LINK', () => parseLinks(args)).exit).toBe(64)
    expect(parseLinks(args.slice(3))).toHaveLength(1024)
  })
})
