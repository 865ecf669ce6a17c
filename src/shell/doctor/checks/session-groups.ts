import { type Finding, fail, ok } from '../../../core/doctor/finding.ts'
import { parseUser } from '../../../core/host/accounts.ts'
import { shellQuote } from '../../../core/report/shell-quote.ts'
import { check } from '../check.ts'
import type { Sources, Subject } from '../sources.ts'

interface Session {
  readonly user: string
  readonly uid: number
  /** `user@1000.service`, or undefined for the session that doctor itself was started in. */
  readonly unit: string | undefined
  /** Groups that the host grants the user now and the session has not, as `name(gid)`. */
  readonly lacks: readonly string[]
}

/**
 * A session has the groups of the moment in which it began. The manager of a user's units begins at the first login, or
 * at boot when it lingers, and goes on until the last logout: what it starts has no group that was joined later.
 */
export const sessionGroups = check('sessions', gather, (sessions) =>
  sessions.map(({ user, uid, unit, lacks }): Finding => {
    const what = unit ?? `the session of ${user}`
    if (lacks.length === 0) return ok('SESSION_GROUPS', `${what} has the groups that the host grants ${user}`)
    return fail({
      code: 'GROUPS_STALE',
      found: `${what} lacks ${lacks.join(', ')}, which the host grants ${user}: it began before that`,
      expected: `the groups of a new login, by "id ${user}"`,
      remedy: unit === undefined ? `exec su - ${shellQuote(user)}` : `sudo systemctl restart user@${uid}.service`,
    })
  }),
)

async function gather(sources: Sources, subject: Subject): Promise<Session[]> {
  const managers = await Promise.all(uidsOf(sources, subject).map((uid) => managerOf(sources, uid)))
  return [...(await ownSession(sources, subject)), ...managers.flat()]
}

/** Root sees every manager, others their own. */
function uidsOf(sources: Sources, { isRoot, user }: Subject): number[] {
  const running = (sources.list('/run/user') ?? []).filter((name) => /^\d{1,10}$/.test(name)).map(Number)
  return running.filter((uid) => uid !== 0 && (isRoot || uid === user?.uid))
}

async function managerOf(sources: Sources, uid: number): Promise<Session[]> {
  const unit = `user@${uid}.service`
  const answer = await sources.run('systemctl', ['show', '--property=MainPID', '--value', unit])
  const pid = /^[1-9]\d*$/.exec(answer?.stdout.trim() ?? '')?.[0]
  const status = pid === undefined ? undefined : sources.read(`/proc/${pid}/status`)
  if (status === undefined) return []
  const account = await sources.run('getent', ['passwd', String(uid)])
  const user = parseUser(account?.stdout ?? '')[0]
  return user === undefined
    ? []
    : [{ user: user.name, uid, unit, lacks: await lacking(sources, user.name, groupsIn(status)) }]
}

/** By sudo, the session is root's and says nothing about the user. */
async function ownSession(sources: Sources, { isRoot, user }: Subject): Promise<Session[]> {
  if (isRoot || user === undefined) return []
  const lacks = await lacking(sources, user.name, [...sources.ownGroups()])
  return [{ user: user.name, uid: user.uid, unit: undefined, lacks }]
}

/** Supplementary groups and the primary one: /proc/PID/status has the latter on a line of its own. */
function groupsIn(status: string): number[] {
  return ['Gid', 'Groups'].flatMap((name) => {
    const line = new RegExp(`^${name}:[ \\t]*(.*)$`, 'm').exec(status)?.[1] ?? ''
    return line.split(/\s+/).filter(Boolean).map(Number)
  })
}

async function lacking(sources: Sources, user: string, has: readonly number[]): Promise<string[]> {
  const [gids, names] = await Promise.all([idOf(sources, '-G', user), idOf(sources, '-Gn', user)])
  return gids.flatMap((gid, index) => (has.includes(Number(gid)) ? [] : [`${names[index] ?? '?'}(${gid})`]))
}

/** id(1) prints numbers and names in the same order. */
async function idOf(sources: Sources, option: string, user: string): Promise<string[]> {
  const answer = await sources.run('id', [option, '--', user])
  return answer?.code === 0 ? answer.stdout.trim().split(' ').filter(Boolean) : []
}
