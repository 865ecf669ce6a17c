import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { cacheDirectory } from './cache.ts'
import { inRoot } from './repository.ts'

/**
 * The directory of an npm package for another processor, which `npm ci` leaves out. Fetched once, and only believed when
 * it has the hash that package-lock.json has.
 *
 * @throws When the lock does not know the package, the registry does not answer, or the hash is another.
 */
export function foreignPackage(name: string): string {
  const { version, integrity } = locked(name)
  const directory = join(cacheDirectory('npm'), `${name.replaceAll(/[@/]/g, '_')}-${version}`)
  if (existsSync(directory)) return join(directory, 'package')
  const work = mkdtempSync(`${directory}.`)
  try {
    const args = ['pack', '--silent', '--ignore-scripts', '--pack-destination', work, `${name}@${version}`]
    const file = join(work, execFileSync('npm', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim())
    checkIntegrity(file, integrity, name)
    execFileSync('tar', ['--extract', '--gzip', '--file', file, '--directory', work])
    rmSync(file)
    renameSync(work, directory)
    return join(directory, 'package')
  } catch (error) {
    rmSync(work, { recursive: true, force: true })
    throw error
  }
}

function locked(name: string): { version: string; integrity: string } {
  const lock = JSON.parse(readFileSync(inRoot('package-lock.json'), 'utf8'))
  const entry = lock.packages[`node_modules/${name}`]
  if (entry?.integrity === undefined) throw new Error(`package-lock.json has no hash of ${name}`)
  return entry
}

function checkIntegrity(file: string, expected: string, name: string): void {
  const found = `sha512-${createHash('sha512').update(readFileSync(file)).digest('base64')}`
  if (found !== expected) throw new Error(`${name}: found ${found}, expected ${expected} as in package-lock.json`)
}
