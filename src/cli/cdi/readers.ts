import type { Reader } from '../../core/cdi/readers.ts'
import type { Ask } from '../engine-answer.ts'
import { run } from '../run.ts'

/** `podman version 4.3.1`, `Docker version 28.0.1, build 068a01e`. */
const VERSION = /version (\d+\.\d+[\w.~+-]*)/

/** The engines in PATH that take CDI devices, with the version that they say. */
export async function installedReaders(ask: Ask = run): Promise<Reader[]> {
  const found = await Promise.all((['podman', 'docker'] as const).map((engine) => reader(engine, ask)))
  return found.filter((reader) => reader !== undefined)
}

async function reader(engine: Reader['engine'], ask: Ask): Promise<Reader | undefined> {
  const answer = await ask(engine, ['--version'])
  const version = VERSION.exec(answer?.stdout ?? '')?.[1]
  return version === undefined ? undefined : { engine, version }
}
