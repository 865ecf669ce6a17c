import { execFileSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { thisPlatform } from '../../../scripts/build/platform.ts'

/**
 * Builds a single executable as it comes without our flags: what the tests show to be closed in the product has to be
 * open here, or they show nothing.
 *
 * @returns Its path. It says "ready" and then waits for the end of stdin.
 */
export function buildControl(directory: string): string {
  const { node } = thisPlatform()
  mkdirSync(directory)
  writeFileSync(join(directory, 'main.cjs'), "process.stdout.write('ready\\n')\nprocess.stdin.resume()\n")
  writeFileSync(join(directory, 'sea-config.json'), JSON.stringify({ ...config, executable: node }))
  execFileSync(node, ['--build-sea', 'sea-config.json'], { cwd: directory, env: {}, stdio: 'ignore' })
  return join(directory, 'control')
}

const config = { main: 'main.cjs', output: 'control', disableExperimentalSEAWarning: true, execArgvExtension: 'cli' }
