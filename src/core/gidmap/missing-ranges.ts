import { firstFree } from '../doctor/free-ids.ts'
import { shellQuote } from '../report/shell-quote.ts'
import { allRanges, type SubordinateRange, subordinateRanges } from './subgid.ts'

/** What images need: ids up to 65534 (nobody). */
const WANTED = 65_536

/**
 * What a user lacks who was never given subordinate ids: with one line for one group alone, their containers would have
 * two ids, and most images do not start with that.
 */
export function missingRanges(
  user: { readonly name: string; readonly uid: number },
  subuid: string,
  subgid: string,
): { readonly commands: readonly string[]; readonly gids: readonly SubordinateRange[] } {
  const uids = missingIn(subuid, user)
  const gids = missingIn(subgid, user)
  const options = [
    ...uids.map((range) => option('--add-subuids', range)),
    ...gids.map((range) => option('--add-subgids', range)),
  ]
  return { commands: options.length === 0 ? [] : [`sudo usermod ${options.join(' ')} ${shellQuote(user.name)}`], gids }
}

function missingIn(text: string, user: { readonly name: string; readonly uid: number }): SubordinateRange[] {
  const isMany = ({ count }: SubordinateRange) => count > 1
  const start = firstFree(allRanges(text), WANTED)
  return start === undefined || subordinateRanges(text, user).some(isMany) ? [] : [{ start, count: WANTED }]
}

function option(name: string, { start, count }: SubordinateRange): string {
  return `${name} ${start}-${start + count - 1}`
}
