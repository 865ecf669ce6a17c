import { type Finding, fail, ok, warn } from '../../../core/doctor/finding.ts'
import { firstFree } from '../../../core/doctor/free-ids.ts'
import { shellQuote } from '../../../core/report/shell-quote.ts'
import { check } from '../check.ts'
import type { FileStatus, Sources, Subject } from '../sources.ts'

const TOOLS = ['newuidmap', 'newgidmap'] as const
const SET_UID = 0o4000
/** What images need: ids up to 65534 (nobody). */
const WANTED = 65_536

interface SubidFile {
  readonly path: '/etc/subuid' | '/etc/subgid'
  /** How many ids the user has. */
  readonly count: number
  /** Where as many ids begin that nobody has; undefined when there are no more. */
  readonly free: number | undefined
}

interface Facts {
  readonly name: string
  readonly files: readonly SubidFile[]
  readonly tools: readonly { readonly name: string; readonly isPrivileged: boolean | undefined }[]
}

/** What a rootless user needs to have more ids than one. */
export const subids = check('subids', gather, (facts) => (facts === undefined ? [] : judge(facts)))

async function gather(sources: Sources, { user }: Subject): Promise<Facts | undefined> {
  if (user === undefined || user.uid === 0) return undefined
  const files = (['/etc/subuid', '/etc/subgid'] as const).map((path) => {
    const ranges = parseRanges(sources.read(path) ?? '')
    const own = ranges.filter(({ name }) => name === user.name || name === String(user.uid))
    return { path, free: firstFree(ranges, WANTED), count: own.reduce((sum, { count }) => sum + count, 0) }
  })
  return { name: user.name, files, tools: await Promise.all(TOOLS.map((name) => lookAt(sources, name))) }
}

/** subuid(5): name or uid, first id, count. */
function parseRanges(text: string) {
  return text.split('\n').flatMap((line) => {
    const [name = '', first = '', count = ''] = line.split(':')
    return /^\d+$/.test(first) && /^\d+$/.test(count) ? [{ name, first: Number(first), count: Number(count) }] : []
  })
}

async function lookAt(sources: Sources, name: string) {
  const places = ['/usr/bin', '/bin', '/usr/sbin', '/usr/local/bin'].map((directory) => `${directory}/${name}`)
  const path = places.find((place) => sources.status(place)?.kind === 'file')
  const status = path === undefined ? undefined : sources.status(path)
  if (path === undefined || status === undefined) return { name, isPrivileged: undefined }
  return { name, isPrivileged: hasSetUid(status) || (await hasCapability(sources, path)) }
}

function hasSetUid({ uid, mode }: FileStatus): boolean {
  return uid === 0 && (mode & SET_UID) !== 0
}

/** Fedora gives file capabilities in the place of set-uid. */
async function hasCapability(sources: Sources, path: string): Promise<boolean> {
  const answer = await sources.run('getcap', [path])
  return answer?.stdout.includes('cap_set') ?? false
}

function judge({ name, files, tools }: Facts): Finding[] {
  const wrong = [...files.flatMap((file) => judgeFile(name, file)), ...tools.flatMap(judgeTool)]
  const least = Math.min(...files.map(({ count }) => count))
  return wrong.length > 0 ? wrong : [ok('SUBIDS', `${name} has ${least} subordinate ids`)]
}

function judgeFile(name: string, { path, count, free }: SubidFile): Finding[] {
  if (count >= WANTED) return []
  const problem = {
    found: `${path} gives ${name} ${count} ids`,
    expected: `${WANTED} or more`,
    remedy: free === undefined ? null : addRange(name, path, free),
  }
  return count === 0 ? [fail({ code: 'SUBIDS_MISSING', ...problem })] : [warn({ code: 'SUBIDS_FEW', ...problem })]
}

function addRange(name: string, path: SubidFile['path'], free: number): string {
  const option = path === '/etc/subuid' ? '--add-subuids' : '--add-subgids'
  return `sudo usermod ${option} ${free}-${free + WANTED - 1} ${shellQuote(name)} && podman system migrate`
}

function judgeTool({ name, isPrivileged }: Facts['tools'][number]): Finding[] {
  if (isPrivileged === true) return []
  const found =
    isPrivileged === undefined ? `there is no ${name}` : `${name} is neither set-uid root nor has capabilities`
  const remedy = 'sudo apt-get install --reinstall uidmap || sudo dnf reinstall shadow-utils'
  return [fail({ code: 'IDMAP_TOOL', found, expected: 'a tool that may write id maps', remedy })]
}
