import { readFileSync } from 'node:fs'
import type { Family } from './tools.ts'

/**
 * The family of this host's distribution, from `ID` and `ID_LIKE` of os-release(5).
 *
 * @returns `undefined` for a distribution whose package names are not known here.
 */
export function hostFamily(file = '/etc/os-release'): Family | undefined {
  const ids = distributionIds(readIfThere(file))
  if (ids.includes('debian')) return 'debian'
  return ids.includes('fedora') || ids.includes('rhel') ? 'fedora' : undefined
}

function distributionIds(text: string): string[] {
  return [...text.matchAll(/^ID(?:_LIKE)?=["']?([^"'\n]*)/gm)].flatMap((match) => (match[1] ?? '').split(' '))
}

// os-release(5) is optional: a host without it is a host of no known family.
function readIfThere(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}
