import { execFileSync } from 'node:child_process'
import { chmodSync, copyFileSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Bundle } from './bundle.ts'
import type { Platform } from './platform.ts'
import { type Print, wrote } from './progress.ts'
import { execArgv, v8Flags } from './start-flags.ts'

/** The parts of the executable, and where it goes. */
export type ExecutableRequest = {
  readonly bundles: { readonly main: Bundle; readonly cli: Bundle }
  readonly platform: Platform
  readonly executable: string
}

/**
 * Makes a Node.js single executable application: Node's binary with the main bundle, its code cache and the assets in
 * an ELF note. The file appears under its name only when it is complete.
 *
 * @see https://nodejs.org/api/single-executable-applications.html
 */
export function buildExecutable({ bundles, platform, executable }: ExecutableRequest, print: Print): void {
  const work = mkdtempSync(join(dirname(executable), '.build-'))
  try {
    copyFileSync(platform.koffi, join(work, 'koffi.node'))
    writeFileSync(join(work, 'main.cjs'), bundles.main.code)
    writeFileSync(join(work, 'cli.cjs'), bundles.cli.code)
    writeFileSync(join(work, 'sea-config.json'), JSON.stringify(seaConfig))
    copyStripped(platform.node, join(work, 'node'), print)
    inject(platform.node, work)
    chmodSync(join(work, 'product'), 0o755) // whatever the builder's umask
    renameSync(join(work, 'product'), executable)
  } finally {
    rmSync(work, { recursive: true })
  }
  print(wrote('executable', executable))
}

/** All paths are relative to the work directory: the main script's goes into the executable, and has to be the same everywhere. */
const seaConfig = {
  main: 'main.cjs',
  executable: 'node',
  output: 'product',
  disableExperimentalSEAWarning: true,
  // A start-up snapshot is slower: it brings all of Node's own code cache along (1.10 to 1.17 of the time, measured).
  useSnapshot: false,
  useCodeCache: true,
  execArgv,
  execArgvExtension: 'none',
  assets: { 'cli.cjs': 'cli.cjs', 'koffi.node': 'koffi.node' },
}

/** Strips before the injection: a strip after it leaves a binary that crashes. Saves 33 of 150 MB. */
function copyStripped(node: string, copy: string, print: Print): void {
  copyFileSync(node, copy)
  try {
    execFileSync('strip', ['--strip-all', copy], { stdio: ['ignore', 'ignore', 'inherit'] })
    print(wrote('strip', copy))
  } catch (error) {
    if (!isMissing(error)) throw error
    print('  strip      not installed (package binutils): the executable keeps 33 MB of debug information')
  }
}

function inject(node: string, work: string): void {
  // An empty environment, so that a NODE_OPTIONS of the builder's shell cannot change the code cache.
  execFileSync(node, [...v8Flags, '--build-sea', 'sea-config.json'], {
    cwd: work,
    env: {},
    stdio: ['ignore', 'ignore', 'inherit'],
  })
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT'
}
