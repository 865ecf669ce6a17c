/**
 * Whether `outer` matches everything that `inner` matches.
 *
 * @returns false also for the rare pair that is too tangled to tell: a rule is not called superfluous by guess.
 */
export function globIncludes(outer: string, inner: string): boolean {
  return !mayExist(inner, outer, (inInner, inOuter) => inInner && !inOuter)
}

/** Whether some path is matched by both; true also where it is too tangled to tell. */
export function globsMeet(one: string, other: string): boolean {
  return mayExist(one, other, (inOne, inOther) => inOne && inOther)
}

type Tokens = readonly string[]
/** How far into a glob a text can have come: positions between its tokens. */
type Reached = readonly number[]

/** Two globs of a dozen stars each need fewer. */
const MAX_PAIRS = 10_000
/** Stands for every character that neither glob names. */
const OTHER = '\0'

/**
 * Whether there is a text of which `isSuch` is true, told by which of two globs match it. Both globs are walked with all
 * texts at once: what counts of a text is only how far into each glob it can have come.
 *
 * @returns true also when there are too many such pairs to look at.
 */
function mayExist(one: string, other: string, isSuch: (inOne: boolean, inOther: boolean) => boolean): boolean {
  const [a, b] = [tokensOf(one), tokensOf(other)]
  const alphabet = [...new Set([...one, ...other, '/', OTHER])].filter((sign) => sign !== '*' && sign !== '?')
  const pairs = new Map<string, [Reached, Reached]>()
  const add = (inA: Reached, inB: Reached) => inA.length > 0 && pairs.set(`${inA};${inB}`, [inA, inB])
  add(settle(a, [0]), settle(b, [0]))
  for (const [inA, inB] of pairs.values()) {
    if (isSuch(inA.includes(a.length), inB.includes(b.length)) || pairs.size > MAX_PAIRS) return true
    for (const sign of alphabet) add(step(a, inA, sign), step(b, inB, sign))
  }
  return false
}

function tokensOf(glob: string): Tokens {
  return glob.match(/\*\*|./gs) ?? []
}

/** A star may stand for nothing. */
function settle(tokens: Tokens, reached: Reached): Reached {
  const all = new Set(reached)
  for (const at of all) if (tokens[at]?.startsWith('*') === true) all.add(at + 1)
  return [...all].sort((x, y) => x - y)
}

function step(tokens: Tokens, reached: Reached, sign: string): Reached {
  const next = reached.flatMap((at) => {
    const token = tokens[at]
    if (token === '**' || (token === '*' && sign !== '/')) return [at]
    return token === sign || (token === '?' && sign !== '/') ? [at + 1] : []
  })
  return settle(tokens, next)
}
