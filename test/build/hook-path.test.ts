import { expect, test } from 'vitest'
import { FLOWS, modulesOf } from './support/flows.ts'

/*
 * What a start of a container loads, read from Node's own module loader. In the executable each late `import()` is a
 * part of its own, so that what is not in these lists is not read there either.
 */
const LIBRARIES = ['commander', 'execa', 'zod', 'yaml', 'diff']
const isOf = (names: readonly string[]) => (path: string) => names.some((name) => path.startsWith(`${name}/`))

test.each(FLOWS)('%s loads no library of the command line, no schema, and no parser of policies', (flow) => {
  const modules = modulesOf(flow)
  expect(modules).toContain('src/main.ts') // The control: the list is one.
  expect(modules.filter(isOf(LIBRARIES))).toEqual([])
  expect(modules.filter((path) => path.startsWith('src/cli/'))).toEqual([])
  expect(modules).not.toContain('src/core/policy/parse.ts') // There is no policy file.
})

test('nothing to do loads no native add-on, no planner, no shapes and no library at all', () => {
  const modules = modulesOf('nothing to do')
  expect(modules.filter((path) => !path.startsWith('src/'))).toEqual([])
  const folders = ['src/core/plan', 'src/core/edit', 'src/shell/discover', 'src/shell/apply', 'src/shell/verify']
  expect(modules.filter(isOf(folders))).toEqual([])
  expect(modules).not.toContain('src/core/parse/shape.ts')
  expect(modules.filter(isOf(['src/native']))).toEqual(['src/native/loaded.ts'])
})

test('a container with a device loads what is missing above: the lists could hold it', () => {
  expect(modulesOf('precreate')).toContain('src/core/parse/shape.ts')
  expect(modulesOf('createRuntime').filter(isOf(['src/native'])).length).toBeGreaterThan(10)
})
