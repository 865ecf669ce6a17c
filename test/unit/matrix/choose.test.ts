import { expect, test } from 'vitest'
import { AXES, idOf, parseId } from '../../../scripts/matrix/axes.ts'
import { choose } from '../../../scripts/matrix/choose.ts'
import { cover, pairsOf } from '../../../scripts/matrix/cover.ts'
import { pick, seeded } from '../../../scripts/matrix/random.ts'
import { allCells, isPossible, RULES } from '../../../scripts/matrix/rules.ts'

const ENGINES = new Set<string>(AXES.engine)
const { possible, leftOut } = allCells()

test('allCells() counts every cell once: possible, or left out by a rule', () => {
  const all = Object.values(AXES).reduce((product, values) => product * values.length, 1)
  expect(possible.length + [...leftOut.values()].reduce((sum, count) => sum + count, 0)).toBe(all)
  expect(possible.every(isPossible)).toBe(true)
  expect([...leftOut.values()].every((count) => count > 0)).toBe(true)
  expect(leftOut.size).toBe(RULES.length)
})

test('cover() holds every pair of values that a possible cell holds, with few cells', () => {
  const cells = cover(possible, seeded(1))
  expect(new Set(cells.flatMap(pairsOf))).toEqual(new Set(possible.flatMap(pairsOf)))
  expect(cells.length).toBeLessThan(100)
})

test('choose() gives the same trials for the same seed, and others for another', () => {
  const ids = (seed: number) => choose(200, ENGINES, seeded(seed)).trials.map(idOf)
  expect(ids(7)).toEqual(ids(7))
  expect(ids(7)).not.toEqual(ids(8))
})

test('choose() never chooses a trial twice, and has a control for every anchor', () => {
  const { trials } = choose(1000, ENGINES, seeded(3))
  expect(new Set(trials.map(idOf)).size).toBe(trials.length)
  expect(trials.length).toBeGreaterThan(950)
  expect(trials.filter(({ hooked }) => !hooked).length).toBeGreaterThan(150)
})

test('choose() takes only engines that are there', () => {
  const { trials } = choose(100, new Set(['crun']), seeded(3))
  expect(new Set(trials.map(({ cell }) => cell.engine))).toEqual(new Set(['crun']))
})

test('parseId() reads what idOf() writes, and names the word that is wrong', () => {
  for (const cell of pick(possible, 50, seeded(5))) {
    for (const hooked of [true, false]) expect(parseId(idOf({ cell, hooked }))).toEqual({ cell, hooked })
  }
  expect(() => parseId('crun.rootful')).toThrow('found 2 words')
  const [cell] = possible
  const id = cell === undefined ? '' : idOf({ cell, hooked: true })
  expect(() => parseId(id.replace('crun', 'docker'))).toThrow('found "docker", expected one of crun')
})

test('pick() takes different items, and all of them when it is asked for more', () => {
  expect(pick([1, 2, 3], 9, seeded(1)).sort()).toEqual([1, 2, 3])
  expect(new Set(pick([...Array(100).keys()], 40, seeded(2))).size).toBe(40)
})
