import { describe, expect, test } from 'vitest'
import { effectiveHooksDirs } from '../../../../src/core/install/hooks-dir.ts'
import { CRIO_CONFIG, podmanConfig, registerHooksDir } from '../../../../src/core/install/register.ts'

const OURS = '/usr/local/share/oci-device-hook/hooks.d'
const DEFAULT = '/usr/share/containers/oci/hooks.d'
const ETC = '/etc/containers/containers.conf'
const HOME = '/home/alice/.config/containers'

const engine = (text: string) => `[engine]\n${text}\n`
const files = (texts: Record<string, string>) => Object.entries(texts).map(([path, text]) => ({ path, text }))

const rootful = (major?: number) => podmanConfig({ major, home: undefined, isRootless: false })
const rootless = (major?: number) => podmanConfig({ major, home: HOME, isRootless: true })

/** What podman reads once the file is written. */
const written = (config: ReturnType<typeof rootful>, before: ReturnType<typeof files>) => {
  const file = registerHooksDir(before, config, OURS)
  const all = [...before.filter(({ path }) => path !== file.path), file]
  return { path: file.path, directories: effectiveHooksDirs(config.order(all), config.table).directories }
}

describe('registerHooksDir() for podman', () => {
  test('writes a drop-in that repeats the default, on a machine without any file', () => {
    expect(written(rootful(4), [])).toEqual({ path: `${ETC}.d/oci-device-hook.conf`, directories: [DEFAULT, OURS] })
  })

  test('keeps what the administrator set, wherever it was set', () => {
    const before = files({
      [ETC]: engine('hooks_dir = ["/a"]'),
      [`${ETC}.d/10.conf`]: engine('hooks_dir = ["/b", "/c"]'),
    })
    expect(written(rootful(4), before).directories).toEqual(['/b', '/c', OURS])
  })

  test('adds to a list that grows by {append=true}, and repeats nothing', () => {
    const before = files({ [ETC]: engine('hooks_dir = ["/a", {append=true}]') })
    expect(written(rootful(5), before)).toMatchObject({ directories: [DEFAULT, '/a', OURS] })
  })

  test('edits a drop-in that is read after ours, for it has the last word', () => {
    const last = `${ETC}.d/zz-site.conf`
    expect(written(rootful(4), files({ [last]: engine('hooks_dir = ["/b"]') }))).toEqual({
      path: last,
      directories: ['/b', OURS],
    })
  })

  test('edits containers.conf of podman 2, which reads no drop-ins, and keeps the default', () => {
    expect(written(rootful(2), files({ [ETC]: engine('# mine') }))).toEqual({ path: ETC, directories: [DEFAULT, OURS] })
    expect(written(rootful(2), [])).toEqual({ path: ETC, directories: [DEFAULT, OURS] })
  })

  test("takes a user's own file for the last word over root's", () => {
    const before = files({
      [`${ETC}.d/a.conf`]: engine('hooks_dir = ["/a"]'),
      [`${HOME}/containers.conf`]: engine('hooks_dir = ["/b"]'),
    })
    expect(written(rootless(4), before)).toEqual({
      path: `${HOME}/containers.conf.d/oci-device-hook.conf`,
      directories: ['/b', OURS],
    })
  })

  test('leaves a file alone that lists the directory already', () => {
    const [before] = files({ [ETC]: engine(`hooks_dir = ["${OURS}"]`) })
    expect(registerHooksDir(before === undefined ? [] : [before], rootful(4), OURS)).toBe(before)
  })

  test('reads one main file and sorts drop-ins over all directories, for podman 6', () => {
    const before = files({
      '/usr/share/containers/containers.conf': engine('hooks_dir = ["/not-read"]'),
      [ETC]: engine('hooks_dir = ["/main"]'),
      '/usr/share/containers/containers.conf.d/zz-vendor.conf': engine('hooks_dir = ["/vendor"]'),
      [`${ETC}.d/50.conf`]: engine('hooks_dir = ["/fifty"]'),
    })
    expect(effectiveHooksDirs(rootful(6).order(before), ['engine']).directories).toEqual(['/vendor'])
    expect(effectiveHooksDirs(rootful(5).order(before), ['engine']).directories).toEqual(['/fifty'])
    expect(written(rootful(6), before).directories).toEqual(['/vendor', OURS])
  })

  test('lets a file of podman 6 replace one of the same name in a more general directory', () => {
    const before = files({
      '/usr/share/containers/containers.conf.d/a.conf': engine('hooks_dir = ["/vendor"]'),
      [`${ETC}.d/a.conf`]: '',
    })
    expect(written(rootful(6), before).directories).toEqual([DEFAULT, OURS])
  })
})

describe('registerHooksDir() for CRI-O', () => {
  test('writes a drop-in with what crio.conf had', () => {
    const before = files({ '/etc/crio/crio.conf': '[crio.runtime]\nhooks_dir = ["/a"]\n' })
    const { path, text } = registerHooksDir(before, CRIO_CONFIG, OURS)
    expect(path).toBe('/etc/crio/crio.conf.d/oci-device-hook.conf')
    expect(text).toContain(`[crio.runtime]\nhooks_dir = ["/a", "${OURS}"]`)
  })
})
