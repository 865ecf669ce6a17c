/**
 * Matches a path against a glob: `?` is one character and `*` any number of characters within a component, `**` any
 * number of characters.
 *
 * Not a regular expression: a pattern such as `*a*a*a*b` must not cost more than pattern times text, whoever wrote it.
 */
export function globMatches(glob: string, path: string): boolean {
  let reached = new Set([0])
  for (let at = 0; at < glob.length; ) {
    const token = glob.startsWith('**', at) ? '**' : (glob[at] ?? '')
    reached = token.startsWith('*') ? spread(reached, path, token === '**') : step(reached, path, token)
    at += token.length
  }
  return reached.has(path.length)
}

function step(from: ReadonlySet<number>, path: string, token: string): Set<number> {
  const fits = (at: number) => at < path.length && (token === '?' ? path[at] !== '/' : path[at] === token)
  return new Set([...from].filter(fits).map((at) => at + 1))
}

function spread(from: ReadonlySet<number>, path: string, acrossSlashes: boolean): Set<number> {
  const reached = new Set<number>()
  for (const start of from) {
    for (let at = start; at <= path.length && !reached.has(at); at++) {
      reached.add(at)
      if (path[at] === '/' && !acrossSlashes) break
    }
  }
  return reached
}
