import { EXIT, type ExitCode } from '../errors.ts'
import { type ContainerPath, isWithin } from '../model/paths.ts'
import type { Request } from '../parse/request.ts'
import type { Decision, RefusalCode } from '../plan/decision.ts'
import type { Policy } from '../policy/policy.ts'

/** A device that stays closed, and whether the container may start without it. */
export interface Problem {
  readonly path: string
  readonly code: RefusalCode
  readonly reason: string
  readonly remedy: string | undefined
  readonly fatal: boolean
}

/** How a stage ends: with what it has to say, and what it exits with. */
export interface Outcome {
  readonly problems: readonly Problem[]
  readonly exit: ExitCode
}

/** Where a name leads on the host: stable names stand for the device behind them. */
type RealName = (name: ContainerPath) => string
type Means = (decision: Judged, name: ContainerPath) => boolean

type Judged = Pick<Decision<unknown>, 'path' | 'hostPath' | 'strategy' | 'refusal' | 'reason' | 'remedy'>

/**
 * Decides whether refusals stop the container: only where it asked, and only for devices that it named.
 *
 * Named are the devices of the annotation `devices`, and those of `require` (all of them with `require=all`). A
 * container that did not ask is never stopped: what could not be done is only told.
 *
 * @param realName Resolves a name of the annotations on the host.
 */
export function outcomeOf(
  decisions: readonly Judged[],
  request: Request,
  policy: Policy,
  realName: RealName = (name) => name,
): Outcome {
  const means = (decision: Judged, name: ContainerPath) =>
    isMeantBy(decision, name) || isMeantBy(decision, realName(name))
  if (request.mode === 'off') return { problems: [], exit: EXIT.ok }
  const refused = decisions.filter((decision) => decision.strategy === 'refuse')
  const problems = refused.map((decision) => problemOf(decision, isNamed(decision, request, means), policy))
  const all = [...problems, ...missing(decisions, request, means)].filter(
    ({ code, path }) => !mayBeMissing(code, path, request),
  )
  return { problems: all, exit: all.some(({ fatal }) => fatal) ? EXIT.denied : EXIT.ok }
}

function problemOf({ path, refusal, reason, remedy }: Judged, named: boolean, { onDenied }: Policy): Problem {
  const code = refusal ?? 'impossible'
  return { path, code, reason, remedy, fatal: named && !(code === 'policy' && onDenied === 'continue') }
}

function isNamed(decision: Judged, { devices, require }: Request, means: Means): boolean {
  if (require === 'all') return true
  return [...devices, ...require].some((name) => means(decision, name))
}

/** A name stands for the device itself, for its path on the host, or for every device below a directory. */
function isMeantBy({ path, hostPath }: Judged, name: string): boolean {
  return isWithin(path, name) || (hostPath !== undefined && isWithin(hostPath, name))
}

/** Required devices that the container does not have at all. */
function missing(decisions: readonly Judged[], { require }: Request, means: Means): Problem[] {
  if (require === 'all') return []
  const absent = require.filter((name) => !decisions.some((decision) => means(decision, name)))
  const reason = 'the container requires it and has no such device'
  return absent.map((path) => ({ path, code: 'absent', reason, remedy: `give it with --device ${path}`, fatal: true }))
}

function mayBeMissing(code: RefusalCode, path: string, { optional }: Request): boolean {
  return (code === 'absent' || code === 'unplugged') && optional.some((name) => isWithin(path, name))
}
