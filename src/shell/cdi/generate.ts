import { type CdiRequest, generateSpec } from '../../core/cdi/generate.ts'
import { lowerSpec } from '../../core/cdi/lower.ts'
import { kindFault } from '../../core/cdi/names.ts'
import type { CdiSpec } from '../../core/cdi/spec.ts'
import type { CdiVersion } from '../../core/cdi/version.ts'
import { EXIT, HookError } from '../../core/errors.ts'
import type { HostPath } from '../../core/model/paths.ts'
import { quote } from '../../core/report/quote.ts'
import type { CdiHost } from './host.ts'
import { type Selection, select } from './select.ts'

/** Everything that a person may say about the spec to be made. */
export interface GenerateRequest extends Selection {
  /** `vendor/class`; undefined: `localhost/` and a word for the devices. */
  readonly kind: string | undefined
  readonly links: CdiRequest['links']
  /** To go lower, or higher, than the fields need. */
  readonly version: CdiVersion | undefined
  readonly program: HostPath
}

/** A spec, the kind that it would have, and what a person should know. */
export interface Made {
  readonly kind: string
  /** undefined: of a class that this host has no device of. */
  readonly spec: CdiSpec | undefined
  readonly notes: readonly string[]
}

/** Engines on this host take it for what it says: a name of this host alone. */
const VENDOR = 'localhost'

const NAME_ONE = { remedy: 'name one with --kind VENDOR/CLASS' }

/**
 * Makes a spec of the host's devices as they are now.
 *
 * @throws {HookError} `ERR_CDI`: the selection (64, 65), the kind (64), or a policy that leaves nothing (77).
 */
export function makeSpec(request: GenerateRequest, host: CdiHost): Made {
  const { nodes, asked, word } = select(request, host)
  const kind = request.kind ?? `${VENDOR}/${word}`
  const fault = kindFault(kind)
  if (fault !== undefined) throw new HookError('ERR_CDI', EXIT.usage, `kind ${quote(kind)}: ${fault}`, NAME_ONE)
  if (nodes.length === 0) return { kind, spec: undefined, notes: [] }
  const rules = { policy: host.policy(), lookup: host.groupNamed, classOf: host.classOf }
  const { links, program, version } = request
  const { spec, notes } = generateSpec(nodes, { kind, links, asked, program }, rules)
  if (spec === undefined)
    throw new HookError('ERR_CDI', EXIT.denied, `no device is left for ${kind}: ${notes.join('; ')}`)
  if (version === undefined) return { kind, spec, notes }
  const lowered = lowerSpec(spec, version)
  return { kind, spec: lowered.spec, notes: [...notes, ...lowered.lost] }
}
