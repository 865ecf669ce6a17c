import { expect, test } from 'vitest'
import { toFactory } from '../../../scripts/build/to-factory.ts'

const rename = (path: string) => (path === './chunk-ABC.js' ? './shared' : undefined)
const run = (code: string, modules: Record<string, unknown> = {}) =>
  new Function('require', toFactory(code, rename))((name: string) => modules[name])

test('toFactory() gives imports their names and exports theirs', () => {
  const code = 'import{a as b,c}from"./chunk-ABC.js";import"node:fs";var d=b+c;export{d as sum,c};'
  expect(run(code, { './shared': { a: 1, c: 2 } })).toEqual({ sum: 3, c: 2 })
})

test('toFactory() loads late what is imported late', async () => {
  const modules: Record<string, unknown> = {}
  const { later } = run('var l=()=>import("./chunk-ABC.js");export{l as later};', modules)
  modules['./shared'] = { a: 1 }
  expect(await later()).toEqual({ a: 1 })
})

test.each([
  ['a namespace import', 'import*as a from"./chunk-ABC.js";export{a};'],
  ['a default import', 'import a from"node:fs";export{a};'],
  ['a re-export', 'export*from"./chunk-ABC.js";'],
  ['import.meta', 'var a=import.meta.url;export{a};'],
  ['exports that get their values later', 'var e=(a,b)=>()=>(a&&(b=a(a=0)),b);export{e};'],
])('toFactory() throws for %s, which it would get wrong', (_what, code) => {
  expect(() => toFactory(code, rename)).toThrow('Cannot pack')
})
