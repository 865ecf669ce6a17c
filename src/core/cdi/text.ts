import { parse, stringify, type Tags, YAMLParseError } from 'yaml'
import type { CdiSpec } from './spec.ts'

/** How a spec is written; its file's name has to end in one of them, or no engine reads it. */
export type SpecFormat = 'yaml' | 'json'

/** By the end of a file's name; undefined for a name that engines pass over. */
export function formatOf(path: string): SpecFormat | undefined {
  if (path.endsWith('.yaml')) return 'yaml'
  return path.endsWith('.json') ? 'json' : undefined
}

/** `<vendor>-<class>.yaml`, as SPEC.md asks for. */
export function fileNameOf(kind: string, format: SpecFormat): string {
  return `${kind.replace('/', '-')}.${format}`
}

/** The text of a file. YAML says who wrote it; JSON has no comments, and an unknown field is an error. */
export function writeSpec(spec: CdiSpec, format: SpecFormat): string {
  if (format === 'json') return `${JSON.stringify(spec, undefined, 2)}\n`
  // No anchors: every device stands alone. Readers in Go take YAML 1.1, where a bare "no" or "0660" is something else.
  const yaml = stringify(spec, { version: '1.1', aliasDuplicateObjects: false, directives: false, lineWidth: 0 })
  return `# Made by oci-device-hook cdi generate. Make it again when devices or groups change.
${yaml}`
}

/**
 * YAML 1.1 as the readers' library has it (sigs.k8s.io/yaml): a date and a number such as 0:1 are plain text there.
 */
const withoutTimes = (tags: Tags): Tags =>
  tags.filter((tag) => typeof tag === 'string' || (tag.format !== 'TIME' && !tag.tag.endsWith(':timestamp')))

const OPTIONS = {
  version: '1.1',
  strict: true,
  uniqueKeys: true,
  maxAliasCount: 100,
  customTags: withoutTimes,
} as const

/** Reads either format, for JSON is YAML; duplicate keys are errors, as they are for engines. */
export function readSpecText(text: string): { readonly document: unknown } | { readonly fault: string } {
  try {
    return { document: parse(text, OPTIONS) }
  } catch (error) {
    if (!(error instanceof YAMLParseError) && !(error instanceof ReferenceError)) throw error
    return { fault: (error.message.split('\n')[0] ?? '').replace(/:$/, '') }
  }
}
