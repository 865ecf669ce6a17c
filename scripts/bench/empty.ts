import { execFileSync } from 'node:child_process'
import { chmodSync, copyFileSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { thisPlatform } from '../build/platform.ts'
import { execArgv, v8Flags } from '../build/start-flags.ts'

/** A single executable whose script is empty, with our flags: what starting Node costs, whatever it then does. */
export function buildEmpty(directory: string): string {
  const settings = { useCodeCache: true, execArgv, execArgvExtension: 'none' }
  return buildSea(join(directory, 'empty'), settings, v8Flags, true)
}

/** The same as the manual of Node has it: no flags, and the binary as it comes. */
export function buildEmptyAsUsual(directory: string): string {
  return buildSea(join(directory, 'empty-as-usual'), {}, [], false)
}

/** @see https://nodejs.org/api/single-executable-applications.html */
function buildSea(work: string, settings: object, flags: readonly string[], stripped: boolean): string {
  const { node } = thisPlatform()
  mkdirSync(work)
  copyFileSync(node, join(work, 'node'))
  if (stripped) execFileSync('strip', ['--strip-all', join(work, 'node')])
  writeFileSync(join(work, 'main.cjs'), '')
  const config = {
    main: 'main.cjs',
    executable: 'node',
    output: 'empty',
    disableExperimentalSEAWarning: true,
    ...settings,
  }
  writeFileSync(join(work, 'sea-config.json'), JSON.stringify(config))
  execFileSync(node, [...flags, '--build-sea', 'sea-config.json'], {
    cwd: work,
    env: {},
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  chmodSync(join(work, 'empty'), 0o755)
  return join(work, 'empty')
}
