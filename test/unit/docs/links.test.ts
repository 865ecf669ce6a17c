import fs from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'

const ROOT = path.join(import.meta.dirname, '../../..')
const DOCUMENTS = ['README.md', 'SECURITY.md', ...fs.readdirSync(`${ROOT}/docs`).map((name) => `docs/${name}`)]

/** Targets of links that are neither on the net nor within the same page. */
function linksOf(document: string): string[] {
  const text = fs.readFileSync(`${ROOT}/${document}`, 'utf8')
  return [...text.matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, target]) => target ?? '')
    .filter((target) => !/^(?:#|\w+:)/.test(target))
}

test.each(DOCUMENTS.filter((name) => name.endsWith('.md')))('every file that %s links to is there', (document) => {
  const targets = linksOf(document).map((target) => target.replace(/#.*/, ''))
  const missing = targets.filter((target) => !fs.existsSync(path.join(ROOT, path.dirname(document), target)))
  expect(missing).toEqual([])
})

test('every attack in docs/security.md has a defence and a test', () => {
  const text = fs.readFileSync(`${ROOT}/docs/security.md`, 'utf8')
  const section = text.slice(text.indexOf('## Attacks and defences'))
  const rows = section.split('\n').filter((line) => /^\| (?!Attack|-)/.test(line))
  expect(rows.length).toBeGreaterThanOrEqual(56)
  for (const row of rows) {
    const [, attack = '', defence = '', shown = ''] = row.split(/(?<!\\)\|/)
    expect([attack.trim().length > 10, defence.trim().length > 10, /test/.test(shown)], row).toEqual([true, true, true])
  }
})
