import { EXIT, HookError } from '../errors.ts'

export type Step = string | number
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json }

/** One change of config.json: a value put at a path, values appended to the array there, or an element taken out. */
export type Edit =
  | { readonly op: 'set'; readonly path: readonly Step[]; readonly value: Json }
  | { readonly op: 'append'; readonly path: readonly Step[]; readonly values: readonly Json[] }
  | { readonly op: 'remove'; readonly path: readonly Step[] }

/**
 * The only places that this program ever writes to, `*` standing for one index.
 *
 * A constant, checked before anything is written: a bug elsewhere must not be able to add a capability, a mount or
 * somebody else's hook for root.
 */
const WRITABLE: readonly string[] = [
  'append hooks.createRuntime',
  'append linux.devices',
  'append mounts',
  'remove linux.devices.*',
  'remove mounts.*',
  'set annotations.run.oci.keep_original_groups',
  'set linux.devices.*.uid',
  'set linux.devices.*.gid',
  'set linux.devices.*.fileMode',
  'append linux.resources.devices',
  'append process.user.additionalGids',
]

/**
 * Checks every edit against the list of writable places.
 *
 * @throws {HookError} `ERR_EDIT`, exit 70: it is our own fault when this happens.
 */
export function checkWritable(edits: readonly Edit[]): void {
  for (const { op, path } of edits) {
    const place = `${op} ${path.map((step) => (typeof step === 'number' ? '*' : step)).join('.')}`
    if (WRITABLE.includes(place)) continue
    throw new HookError('ERR_EDIT', EXIT.internal, `an edit outside the writable places of config.json: ${place}`, {
      remedy: 'nothing was written; please report this',
    })
  }
}
