import type { Counts } from './counts.ts'

interface Line {
  readonly ok: boolean
  readonly name: string
  readonly skipped?: string
}

/**
 * Counts what bats wrote in TAP.
 *
 * @param text TAP version 12 with bats' `# skip reason`. A test that the plan announces and no line reports counts as
 *   failed, since its runner died; so does a text without a plan.
 * @see https://bats-core.readthedocs.io/en/stable/usage.html#output
 */
export function countTap(text: string): Counts {
  const lines = text.split('\n').flatMap(parseLine)
  const planned = Number(/^1\.\.(\d+)$/m.exec(text)?.[1] ?? lines.length + 1)
  return {
    passed: lines.filter(({ ok, skipped }) => ok && skipped === undefined).length,
    failed: lines.filter(({ ok }) => !ok).length + Math.max(0, planned - lines.length),
    skipped: lines.flatMap(({ name, skipped }) => (skipped === undefined ? [] : [{ name, reason: skipped }])),
  }
}

function parseLine(line: string): Line[] {
  const match = /^(ok|not ok) \d+ (.*?)(?: # skip ?(.*))?$/.exec(line)
  if (match === null) return []
  const [, verdict, name = '', skipped] = match
  return [{ ok: verdict === 'ok', name, ...(skipped === undefined ? {} : { skipped: skipped || 'no reason given' }) }]
}
