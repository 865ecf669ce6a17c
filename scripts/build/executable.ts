import { execFileSync } from 'node:child_process'
import { chmodSync, copyFileSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Scripts } from './pack.ts'
import type { Platform } from './platform.ts'
import { type Print, wrote } from './progress.ts'
import { execArgv, v8Flags } from './start-flags.ts'

/** The parts of the executable, and where it goes. */
export type ExecutableRequest = {
  readonly scripts: Scripts
  readonly platform: Platform
  readonly executable: string
}

/**
 * Makes a Node.js single executable application: Node's binary with the main script, the parts and their code caches,
 * and the native add-on in an ELF note. The file appears under its name only when it is complete.
 *
 * @see https://nodejs.org/api/single-executable-applications.html
 */
export function buildExecutable({ scripts, platform, executable }: ExecutableRequest, print: Print): void {
  const work = mkdtempSync(join(dirname(executable), '.build-'))
  try {
    copyFileSync(platform.koffi, join(work, 'koffi.node'))
    writeFileSync(join(work, 'main.cjs'), scripts.main)
    const parts = writeParts(scripts, platform, work)
    writeFileSync(join(work, 'sea-config.json'), JSON.stringify(seaConfig([...parts, 'koffi.node'])))
    copyStripped(platform, join(work, 'node'), print)
    runNode(platform, work, '--build-sea', 'sea-config.json')
    chmodSync(join(work, 'product'), 0o755) // whatever the builder's umask
    renameSync(join(work, 'product'), executable)
  } finally {
    rmSync(work, { recursive: true })
  }
  print(wrote('executable', executable))
}

/** All paths are relative to the work directory: the main script's goes into the executable, and has to be the same everywhere. */
const seaConfig = (assets: readonly string[]) => ({
  main: 'main.cjs',
  executable: 'node',
  output: 'product',
  disableExperimentalSEAWarning: true,
  // A start-up snapshot is slower: it brings all of Node's own code cache along (1.10 to 1.17 of the time, measured).
  useSnapshot: false,
  useCodeCache: true,
  execArgv,
  execArgvExtension: 'none',
  assets: Object.fromEntries(assets.map((name) => [name, name])),
})

/** @returns The names of the files: each part, and its code cache. */
function writeParts({ parts }: Scripts, platform: Platform, work: string): string[] {
  for (const [name, code] of parts) writeFileSync(join(work, name), code)
  runNode(platform, work, join(import.meta.dirname, 'code-cache.ts'), ...parts.keys())
  return [...parts.keys()].flatMap((name) => [name, `${name}.cache`])
}

/** Strips before the injection: a strip after it leaves a binary that crashes. Saves 33 of 150 MB. */
function copyStripped({ node, strip }: Platform, copy: string, print: Print): void {
  copyFileSync(node, copy)
  try {
    execFileSync(strip, ['--strip-all', copy], { stdio: ['ignore', 'ignore', 'inherit'] })
    print(wrote('strip', copy))
  } catch (error) {
    if (!isMissing(error)) throw error
    print(`  strip      ${strip} is not installed (binutils): the executable keeps 33 MB of debug information`)
  }
}

/** No environment but PATH, so that a NODE_OPTIONS of the builder's shell cannot change the code cache. */
function runNode({ node, start }: Platform, work: string, ...args: readonly string[]): void {
  const [program = node, ...before] = [...start, node]
  const env = { PATH: process.env.PATH }
  execFileSync(program, [...before, ...v8Flags, ...args], { cwd: work, env, stdio: ['ignore', 'ignore', 'inherit'] })
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT'
}
