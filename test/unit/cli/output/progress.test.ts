import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { withProgress } from '../../../../src/cli/output/progress.ts'

beforeEach(() => vi.useFakeTimers())
afterEach(() => vi.useRealTimers())

/** Waits `ms` for something, in the time of the test. */
async function wait(ms: number, isTTY: boolean): Promise<string[]> {
  const written: string[] = []
  const work = new Promise((resolve) => setTimeout(resolve, ms))
  const waited = withProgress('starting a container', work, { isTTY, write: (text: string) => written.push(text) })
  await vi.advanceTimersByTimeAsync(ms)
  await waited
  return written
}

describe('withProgress()', () => {
  test('says nothing about what is over within a second', async () => {
    expect(await wait(900, true)).toEqual([])
  })

  test('counts seconds on one line, which is gone afterwards', async () => {
    expect(await wait(2500, true)).toEqual([
      '\r\u001b[Kstarting a container ... 1 s',
      '\r\u001b[Kstarting a container ... 2 s',
      '\r\u001b[K',
    ])
  })

  test('says nothing where nobody looks', async () => {
    expect(await wait(2500, false)).toEqual([])
  })
})
