import { describe, expect, test } from 'vitest'
import { start } from '../../../src/parts.ts'

/** Node's own modules, as names. */
const builtin = (name: string) => ({ builtin: name })

describe('start()', () => {
  test('runs the entry, with what it requires of the program and of Node', () => {
    const seen: unknown[] = []
    const main = {
      'main.js': (require: (name: string) => unknown) => void seen.push(require('./one.js'), require('node:fs')),
      'one.js': () => 'one',
    }
    start(main, 'main.js', builtin)
    expect(seen).toEqual(['one', { builtin: 'node:fs' }])
  })

  test('makes each module once, however many require it: it has state', () => {
    let made = 0
    const seen: unknown[] = []
    const main = {
      'main.js': (require: (name: string) => unknown) => void seen.push(require('./a.js'), require('./state.js')),
      'a.js': (require: (name: string) => unknown) => require('./state.js'),
      'state.js': () => ({ made: ++made }),
    }
    start(main, 'main.js', builtin)
    expect(seen[0]).toBe(seen[1])
    expect(made).toBe(1)
  })

  test('takes no property that every object has for a module: that is a part, which only the executable has', () => {
    const main = { 'main.js': (require: (name: string) => unknown) => void require('./constructor') }
    expect(() => start(main, 'main.js', builtin)).toThrow(/single-executable|SINGLE_EXECUTABLE/)
  })
})
