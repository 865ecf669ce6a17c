import { existsSync } from 'node:fs'
import type { Needs } from '../../test/hardening/suite.ts'
import { findCommand } from '../engines/find.ts'
import { HOOK } from '../matrix/binary.ts'

/** Why a suite cannot run here, with the remedy; undefined when it can. */
export function whyNot({ root, executable, commands = [] }: Needs = {}): string | undefined {
  const missing = commands.filter((command) => findCommand(command) === undefined)
  if (root === true && process.getuid?.() !== 0) return 'needs root: run npm test as root'
  if (missing.length > 0) return `needs ${missing.join(', ')}: install it, or run npm test as root, which does`
  if (executable === true && !existsSync(HOOK)) return `needs ${HOOK}: run npm run build first`
  return undefined
}
