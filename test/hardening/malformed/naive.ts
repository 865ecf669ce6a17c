import { forbiddenChange } from './reference/edited.ts'
import { readJson } from './reference/json.ts'

/** What became of a document in a hook that anybody would write first. */
export type NaiveEnd = 'held' | 'ended in an exception' | 'took JSON of two meanings' | 'changed other values'

/** Reads config.json with JSON.parse, adds a group, writes it with JSON.stringify, and looks at nothing. */
export function naiveEnd(config: Buffer): NaiveEnd {
  const output = naiveHook(config.toString())
  if (output === undefined) return readJson(config) === undefined ? 'held' : 'ended in an exception'
  const [before, after] = [readJson(config), readJson(Buffer.from(output))]
  if (before === undefined || after === undefined) return 'took JSON of two meanings'
  return forbiddenChange(before, after) === undefined ? 'held' : 'changed other values'
}

function naiveHook(text: string): string | undefined {
  try {
    const config = JSON.parse(text)
    config.process.user.additionalGids = [...(config.process.user.additionalGids ?? []), 44]
    return JSON.stringify(config)
  } catch {
    return undefined
  }
}
