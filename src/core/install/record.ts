import * as z from 'zod/mini'
import { EXIT, HookError } from '../errors.ts'

const sha256 = () => z.string().check(z.regex(/^[0-9a-f]{64}$/))

const schema = () =>
  z.object({
    version: z.literal(1),
    prefix: z.string(),
    targets: z.array(z.enum(['podman', 'crio'])),
    always: z.boolean(),
    files: z.array(
      z.object({
        path: z.string(),
        ours: z.array(sha256()),
        before: z.nullable(
          z.object({ sha256: sha256(), mode: z.int(), uid: z.int(), gid: z.int(), mtime: z.number() }),
        ),
      }),
    ),
    directories: z.array(z.string()),
  })

/**
 * What an installation did, for the next one and for the way back. It is written before anything is done.
 *
 * @property files       In the order in which they were written. `ours`: every content that we put there, or were about
 *                       to; `before`: what was there before us, whose bytes are kept beside the record.
 * @property directories That we made, the outer ones first.
 */
export type InstallRecord = z.output<ReturnType<typeof schema>>
export type RecordedFile = InstallRecord['files'][number]

/** @throws {HookError} `ERR_INSTALL` for a record that is damaged, or from a later version. */
export function parseRecord(text: string, path: string): InstallRecord {
  const result = z.safeParse(schema(), parseJson(text))
  if (result.success) return result.data
  const message = `${path}: found no record of an installation that can be read, expected version 1`
  const remedy = `use the oci-device-hook that installed it, or remove its files and ${path} by hand`
  throw new HookError('ERR_INSTALL', EXIT.configuration, message, { remedy })
}

export function recordText(record: InstallRecord): string {
  return `${JSON.stringify(record, undefined, 2)}\n`
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined // No JSON is no record either.
  }
}
