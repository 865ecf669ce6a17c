/**
 * `scripts/release [TAG] [--out DIR] [--twice] [--processor x64] [--fast]` makes everything that a release consists of:
 * packages, archives and bills of materials for each processor, the changelog's section, and checksums of all of it.
 */
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { printTo } from './build/progress.ts'
import { inRoot } from './build/repository.ts'
import { PROCESSORS } from './package/processor.ts'
import { makePackages, writeSums } from './package.ts'
import { sectionOf } from './release/changelog.ts'
import { checkoutOf } from './release/checkout.ts'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    out: { type: 'string', default: 'dist/release' },
    processor: { type: 'string', multiple: true },
    twice: { type: 'boolean', default: false },
    fast: { type: 'boolean', default: false },
  },
})
const print = printTo(process.stdout)

try {
  await release()
} catch (error) {
  process.stderr.write(`release: ${error instanceof Error ? error.message : error}\n`)
  process.exitCode = 1
}

async function release(): Promise<void> {
  const { tag, version, epoch } = checkoutOf(positionals[0])
  const notes = sectionOf(readFileSync(inRoot('CHANGELOG.md'), 'utf8'), version)
  process.env.SOURCE_DATE_EPOCH = `${epoch}`
  const sums = await make(values.out, notes)
  print(`${tag}: everything is in ${values.out}`)
  if (!values.twice) return
  const again = `${values.out}.again`
  const other = await make(again, notes)
  if (sums !== other) throw new Error(`two builds differ: compare ${values.out} and ${again}`)
  rmSync(again, { recursive: true })
  print('built a second time: the same bytes')
}

/** @returns The checksums of all that was made. */
async function make(out: string, notes: string): Promise<string> {
  const processors = PROCESSORS.filter(({ node }) => values.processor === undefined || values.processor.includes(node))
  rmSync(out, { recursive: true, force: true })
  await makePackages({ out, processors, effort: values.fast ? 'fast' : 'best', print })
  writeFileSync(join(out, 'RELEASE-NOTES.md'), notes)
  writeSums(out, print)
  return readFileSync(join(out, 'SHA256SUMS'), 'utf8')
}
