import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { scratch } from './run.ts'

/** Files that an attacker could name in an option of Node, and the trace that they leave when one is run. */
export type Evil = {
  readonly script: string
  readonly module: string
  readonly envFile: string
  readonly ran: () => boolean
}

/** Writes scripts that create a canary file when anything runs them. */
export function plantEvil(): Evil {
  const directory = scratch()
  const canary = join(directory, 'canary')
  const place = (name: string, text: string) => {
    writeFileSync(join(directory, name), text)
    return join(directory, name)
  }
  return {
    script: place('evil.cjs', `require('node:fs').writeFileSync(${JSON.stringify(canary)}, '')`),
    module: place('evil.mjs', `import fs from 'node:fs'; fs.writeFileSync(${JSON.stringify(canary)}, '')`),
    envFile: place('evil.env', `NODE_OPTIONS=--require=${join(directory, 'evil.cjs')}\n`),
    ran: () => existsSync(canary),
  }
}
