import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { inRoot, root } from '../build/repository.ts'

/** A checkout that a release may be made of. */
export interface Checkout {
  readonly tag: string
  readonly version: string
  /** Time of the tag's commit, seconds since 1970. */
  readonly epoch: number
}

/**
 * Makes sure that what is built is what the tag says, and nothing else.
 *
 * @throws When files differ from the commit or are in no commit, HEAD is not the tag, or the tag is not the version.
 */
export function checkoutOf(wanted: string | undefined): Checkout {
  const changed = git('status', '--porcelain')
  if (changed !== '') throw new Error(`a release is made of a tag alone, and these files are in no commit:\n${changed}`)
  const tag = wanted ?? tagOfHead()
  const [tagged, head] = [git('rev-parse', '--verify', `refs/tags/${tag}^{commit}`), git('rev-parse', 'HEAD')]
  if (tagged !== head) throw new Error(`${tag} is ${tagged}, and checked out is ${head}: git checkout ${tag}`)
  const { version } = JSON.parse(readFileSync(inRoot('package.json'), 'utf8'))
  if (tag !== `v${version}`) throw new Error(`package.json says ${version}, so its tag is v${version}, found ${tag}`)
  return { tag, version, epoch: Number(git('log', '-1', '--format=%ct', head)) }
}

function tagOfHead(): string {
  const tags = git('tag', '--points-at', 'HEAD')
    .split('\n')
    .filter((tag) => /^v\d/.test(tag))
  const [tag] = tags
  if (tag === undefined || tags.length > 1)
    throw new Error(`expected one tag such as v1.0.0 at HEAD, found ${tags.length}`)
  return tag
}

function git(...args: string[]): string {
  return execFileSync('git', ['-C', root, ...args], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] }).trim()
}
