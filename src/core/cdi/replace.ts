import { printable } from '../report/quote.ts'
import type { SpecFile } from './check/file.ts'
import { parseSpec } from './parse.ts'
import type { CdiSpec } from './spec.ts'
import { readSpecText } from './text.ts'

/**
 * What a person should know before a spec is written to `file`: what the file has now and then no longer, and which files
 * beside it have devices of the same names, so that engines would resolve neither.
 *
 * @param beside The files of that directory, this one too if it is there.
 */
export function replacingNotes(spec: CdiSpec, file: string, beside: readonly SpecFile[]): string[] {
  const names = devicesOf(spec)
  return beside.flatMap((found) => {
    const others = devicesIn(found)
    return lastOf(found.path) === lastOf(file) ? lost(file, others, names) : rival(found.path, others, names)
  })
}

const lastOf = (path: string) => path.slice(path.lastIndexOf('/') + 1)

type Names = readonly string[]

/** Names that people may have in their commands and units. */
function lost(file: string, others: Names | undefined, names: Names): string[] {
  if (others === undefined) return [`this replaces ${printable(file)}, which was no CDI spec that can be read`]
  const gone = others.filter((name) => !names.includes(name))
  return gone.length === 0 ? [] : [`this replaces ${printable(file)}; no longer in it: ${gone.join(', ')}`]
}

function rival(path: string, others: Names = [], names: Names): string[] {
  const shared = others.filter((name) => names.includes(name))
  if (shared.length === 0) return []
  const remedy = 'give this one another name with --kind VENDOR/CLASS, or remove one of the files'
  return [`${printable(path)} has ${shared.join(', ')} too: engines then resolve neither; ${remedy}`]
}

/** Qualified names; undefined for a file that is no spec, or cannot be read. */
function devicesIn({ content }: SpecFile): Names | undefined {
  const read = 'text' in content ? readSpecText(content.text) : content
  const result = 'document' in read ? parseSpec(read.document) : read
  return 'spec' in result ? devicesOf(result.spec) : undefined
}

function devicesOf({
  kind,
  devices,
}: Pick<CdiSpec, 'kind'> & { readonly devices: readonly { name: string }[] }): Names {
  return devices.map(({ name }) => `${kind}=${name}`)
}
