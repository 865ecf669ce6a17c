import { type Finding, fail, ok, warn } from '../../../core/doctor/finding.ts'
import { shellQuote } from '../../../core/report/shell-quote.ts'
import { check } from '../check.ts'
import type { FileStatus, Sources, Subject } from '../sources.ts'

const TOOLS = ['newuidmap', 'newgidmap'] as const
const SET_UID = 0o4000
/** What images need: ids up to 65534 (nobody). */
const WANTED = 65_536

interface Facts {
  readonly name: string
  readonly counts: Readonly<Record<'/etc/subuid' | '/etc/subgid', number>>
  readonly tools: readonly { readonly name: string; readonly isPrivileged: boolean | undefined }[]
}

/** What a rootless user needs to have more ids than one. */
export const subids = check('subids', gather, (facts) => (facts === undefined ? [] : judge(facts)))

async function gather(sources: Sources, { user }: Subject): Promise<Facts | undefined> {
  if (user === undefined || user.uid === 0) return undefined
  const count = (file: string) => countIds(sources.read(file) ?? '', [user.name, String(user.uid)])
  const tools = await Promise.all(TOOLS.map((name) => lookAt(sources, name)))
  return {
    name: user.name,
    counts: { '/etc/subuid': count('/etc/subuid'), '/etc/subgid': count('/etc/subgid') },
    tools,
  }
}

/** subuid(5): name or uid, first id, count. */
function countIds(text: string, names: readonly string[]): number {
  const lines = text.split('\n').map((line) => line.split(':'))
  const counts = lines.filter(([name = '']) => names.includes(name)).map(([, , count = '0']) => Number(count) || 0)
  return counts.reduce((sum, count) => sum + count, 0)
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

function judge({ name, counts, tools }: Facts): Finding[] {
  const files = (Object.keys(counts) as (keyof typeof counts)[]).flatMap((file) => judgeFile(name, file, counts[file]))
  const programs = tools.flatMap(judgeTool)
  const wrong = [...files, ...programs]
  return wrong.length > 0 ? wrong : [ok('SUBIDS', `${name} has ${Math.min(...Object.values(counts))} subordinate ids`)]
}

function judgeFile(name: string, file: '/etc/subuid' | '/etc/subgid', count: number): Finding[] {
  const kind = file === '/etc/subuid' ? 'uids' : 'gids'
  const problem = {
    code: 'SUBIDS_MISSING',
    found: `${file} gives ${name} ${count} ids`,
    expected: `${WANTED} or more`,
    remedy: `sudo usermod --add-sub${kind} 100000-165535 ${shellQuote(name)} && podman system migrate`,
  }
  if (count === 0) return [fail(problem)]
  return count < WANTED ? [warn({ ...problem, code: 'SUBIDS_FEW' })] : []
}

function judgeTool({ name, isPrivileged }: Facts['tools'][number]): Finding[] {
  if (isPrivileged === true) return []
  const found =
    isPrivileged === undefined ? `there is no ${name}` : `${name} is neither set-uid root nor has capabilities`
  const remedy = 'sudo apt-get install --reinstall uidmap || sudo dnf reinstall shadow-utils'
  return [fail({ code: 'IDMAP_TOOL', found, expected: 'a tool that may write id maps', remedy })]
}
