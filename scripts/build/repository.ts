import { join } from 'node:path'

/** The directory that holds package.json and node_modules. */
export const root = join(import.meta.dirname, '../..')

/** @returns The absolute path of something in the repository. */
export function inRoot(...path: string[]): string {
  return join(root, ...path)
}

/** @returns The directory of an installed npm package. */
export function installed(packageName: string, ...path: string[]): string {
  return join(root, 'node_modules', packageName, ...path)
}
