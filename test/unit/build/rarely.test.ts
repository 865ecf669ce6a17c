import { expect, test } from 'vitest'
import { functionsOf } from '../../../scripts/build/rarely.ts'

test('functionsOf() names the functions that a file exports, and leaves types alone', () => {
  const source = [
    "import { a } from './a.ts'",
    'export interface Found {',
    'export type Kind = string',
    'export function look(path: string): Found {',
    'export const planGroup: Planner<PrecreateAction> = (device, all) => {',
    'function helper() {}',
  ].join('\n')
  expect(functionsOf(source, 'x.ts')).toEqual(['look', 'planGroup'])
})

test.each([
  'export class Found {}',
  'export const LIMIT = 4',
  'export let at = (1)',
  'export default main',
  "export * from './a.ts'",
  "export { a } from './a.ts'",
  'export async function read() {',
])('functionsOf() throws for "%s": a stand-in for it would be none', (line) => {
  expect(() => functionsOf(line, 'x.ts')).toThrow('cannot be loaded rarely')
})
