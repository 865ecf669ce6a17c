import type { Finding } from '../../../core/doctor/finding.ts'
import { hooks } from '../../../shell/doctor/checks/hooks.ts'
import { machine } from '../machine.ts'
import { subjectOf } from '../subject.ts'

/** What doctor says of this host where podman, for whoever asks, runs no hook of ours; undefined where it does. */
export async function hookMissing(): Promise<Finding | undefined> {
  const { isRoot, user } = await subjectOf(undefined)
  const subject = { isRoot, user: isRoot ? undefined : user }
  const findings = await hooks.look(machine(subject), subject)
  return findings.find(({ code }) => code === 'HOOK_NOT_INSTALLED')
}
