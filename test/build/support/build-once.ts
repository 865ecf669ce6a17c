import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { build } from '../../../scripts/build.ts'
import { buildControl } from './control.ts'

/** Builds the product, and its control, once for all files of the project. */
export default async function setup(project: TestProject): Promise<() => void> {
  const directory = mkdtempSync(join(tmpdir(), 'oci-device-hook-build-'))
  const out = join(directory, 'dist')
  project.provide('executable', await build({ ...entries, out, product }))
  project.provide('control', buildControl(join(directory, 'control')))
  return () => rmSync(directory, { recursive: true })
}

export const entries = { main: 'src/main.ts' }

/** Fixed, so that a commit made while the tests run does not look like a build that cannot be repeated. */
export const product = { name: 'oci-device-hook', version: '0.0.0-test', licence: 'Apache-2.0', commit: '0123456789ab' }

declare module 'vitest' {
  interface ProvidedContext {
    /** The built product. */
    readonly executable: string
    /** A single executable without our flags, that takes Node's options from its arguments. */
    readonly control: string
  }
}
