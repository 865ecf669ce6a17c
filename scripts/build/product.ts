import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { inRoot, root } from './repository.ts'

/** What the executable says about itself in `--version`. */
export type Product = {
  readonly name: string
  readonly version: string
  readonly licence: string
  /** Twelve hex digits, `-dirty` appended when tracked files differ from it; or `unknown`. */
  readonly commit: string
}

/** Reads name and version from package.json and the commit from `SOURCE_COMMIT` or git. */
export function identifyProduct(): Product {
  const { name, version, license } = JSON.parse(readFileSync(inRoot('package.json'), 'utf8'))
  return { name, version, licence: license, commit: process.env.SOURCE_COMMIT || commitFromGit() }
}

function commitFromGit(): string {
  // Without this look, git would answer from a packager's repository that an unpacked source archive lies in.
  if (!existsSync(inRoot('.git'))) return 'unknown'
  try {
    const dirty = git('status', '--porcelain', '--untracked-files=no') !== ''
    return git('rev-parse', '--short=12', 'HEAD') + (dirty ? '-dirty' : '')
  } catch {
    return 'unknown' // git is not installed or refuses another user's repository: no reason to stop a build
  }
}

function git(...args: string[]): string {
  return execFileSync('git', ['-C', root, ...args], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim()
}
