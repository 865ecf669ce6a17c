import { expect, test } from 'vitest'
import { seeded } from '../../../scripts/matrix/random.ts'
import { ENGINES, nameOf, possibleLayouts } from '../../hardening/layouts/axes.ts'
import { choose } from '../../hardening/layouts/choose.ts'
import { KINDS } from '../../hardening/layouts/kinds.ts'
import { NAMES } from '../../hardening/layouts/names.ts'
import { layouts } from '../../hardening/layouts/suite.ts'

const cases = (size: number, seed: number) => choose(size, seeded(seed)).map(nameOf)

test('choose() gives as many cases as are asked for, an equal number for each engine, and none twice', () => {
  const chosen = cases(layouts.full, 1)
  expect(chosen).toHaveLength(layouts.full)
  expect(new Set(chosen).size).toBe(layouts.full)
  for (const engine of ENGINES)
    expect(chosen.filter((name) => name.startsWith(`${engine}:`))).toHaveLength(layouts.full / 4)
})

test('choose() gives the same cases for the same seed, and others for another', () => {
  expect(cases(40, 7)).toEqual(cases(40, 7))
  expect(cases(40, 7)).not.toEqual(cases(40, 8))
})

test('choose() has everything that may stand in a place already in the size of npm test', () => {
  const kinds = new Set(choose(layouts.ci, seeded(1)).map(({ layout }) => layout.kind))
  expect([...Object.keys(KINDS), ...Object.keys(NAMES)].filter((kind) => !kinds.has(kind))).toEqual([])
})

test('possibleLayouts() leaves out what means nothing', () => {
  const possible = possibleLayouts('crun')
  expect(possible.length).toBeGreaterThan(layouts.full / 4)
  expect(possible.some(({ when, kind }) => when === 'image' && KINDS[kind]?.isMount)).toBe(false)
  expect(possibleLayouts('podman').some(({ mount }) => mount === 'none')).toBe(false)
})
