import type { Decision, PrecreateAction } from '../decision.ts'
import { mapTheGroup } from './remedies.ts'

/**
 * Makes the decisions about one container agree about its groups.
 *
 * With keep-groups crun skips setgroups(2), so groups added for one device would vanish, and a device that opens through
 * a group of config.json would close. Where devices disagree, the way without the caller's groups stands: it is the
 * narrower one, and takes nothing away.
 */
export function settleGroups(decisions: readonly Decision<PrecreateAction>[]): Decision<PrecreateAction>[] {
  const rival = decisions.find(losesByKeeping)
  if (rival === undefined) return [...decisions]
  return decisions.map((decision) => (decision.actions.some(keeps) ? refuse(decision, rival.path) : decision))
}

function keeps(action: PrecreateAction): boolean {
  return action.do === 'keep-groups'
}

function losesByKeeping({ actions, device, usable }: Decision<PrecreateAction>): boolean {
  if (actions.some((action) => action.do === 'add-group')) return true
  const { seen } = device
  return usable.before === true && 'openableKeepingGroups' in seen && seen.openableKeepingGroups === false
}

function refuse(decision: Decision<PrecreateAction>, rival: string): Decision<PrecreateAction> {
  const reason = `keeping the groups of the caller would close ${rival} to the container`
  const { before } = decision.usable
  return {
    ...decision,
    strategy: 'refuse',
    refusal: 'impossible',
    reason,
    remedy: mapTheGroup(decision.device),
    usable: { before, after: before },
    actions: [],
  }
}
