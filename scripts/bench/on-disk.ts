import { execFileSync } from 'node:child_process'
import { statSync } from 'node:fs'
import { thisPlatform } from '../build/platform.ts'
import { HOOK } from '../matrix/binary.ts'
import type { Section } from './report/section.ts'

/** Sizes of the executable: as Node comes, stripped and complete, and compressed as packages are. */
export function onDisk(): Section {
  const packed = execFileSync('sh', ['-c', 'xz -6 -T2 -c "$1" | wc -c', 'sh', HOOK], { encoding: 'utf8' })
  const sizes = { node: statSync(thisPlatform().node).size, executable: statSync(HOOK).size, xz: Number(packed) }
  const names = {
    node: "Node's own binary",
    executable: 'the executable, stripped',
    xz: 'the executable in a package (xz)',
  }
  const keys = ['node', 'executable', 'xz'] as const
  return {
    bench: 'memory',
    title: 'Size on disk',
    columns: ['', 'MB'],
    rows: keys.map((key) => [names[key], (sizes[key] / 1e6).toFixed(1)]),
    data: sizes,
  }
}
