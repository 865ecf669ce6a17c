import { readFileSync } from 'node:fs'
import { inRoot } from '../build/repository.ts'

/** The functions that the scripts of all packages share. */
export function scriptFunctions(): string {
  return readFileSync(inRoot('packaging/scripts/functions.sh'), 'utf8').trimEnd()
}

/** A maintainer script of Debian, with the functions in it: nothing else of a package is there at every step. */
export function maintainerScript(name: 'postinst' | 'prerm' | 'postrm'): string {
  const text = readFileSync(inRoot('packaging/scripts', name), 'utf8')
  return text.replace('#FUNCTIONS#', () => scriptFunctions())
}
