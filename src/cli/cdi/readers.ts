import { execa } from 'execa'
import type { Reader } from '../../core/cdi/readers.ts'

/** `podman version 4.3.1`, `Docker version 28.0.1, build 068a01e`. */
const VERSION = /version (\d+\.\d+[\w.~+-]*)/

/** The engines in PATH that take CDI devices, with the version that they say. */
export async function installedReaders(): Promise<Reader[]> {
  const found = await Promise.all((['podman', 'docker'] as const).map(ask))
  return found.filter((reader) => reader !== undefined)
}

async function ask(engine: Reader['engine']): Promise<Reader | undefined> {
  const { stdout } = await execa(engine, ['--version'], { reject: false, timeout: 10_000, stdin: 'ignore' })
  const version = VERSION.exec(stdout ?? '')?.[1]
  return version === undefined ? undefined : { engine, version }
}
