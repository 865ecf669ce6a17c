import type { Command } from 'commander'
import { type Plan, planUninstall } from '../../core/install/plan.ts'
import type { InstallRecord } from '../../core/install/record.ts'
import { applyUninstall, removeState } from '../../shell/install/apply.ts'
import { saveChanged } from '../../shell/install/force.ts'
import type { InstallHost } from '../../shell/install/host.ts'
import { leftOver } from '../../shell/install/left-over.ts'
import { lookAtRecorded, readRecord } from '../../shell/install/look.ts'
import { withManual } from '../manual.ts'
import type { Output } from '../output/output.ts'
import { stepDiff } from './diff.ts'
import { UNINSTALL_MANUAL } from './manual.ts'
import { conflictError, recordLost, withSystemErrors } from './problems.ts'
import { renderSteps } from './render.ts'
import { defaultPrefix, thisHost, whoseInstallation } from './this-host.ts'

interface Flags {
  readonly rootless?: true
  readonly dryRun?: true
  readonly force?: true
}

type WayBack = Pick<Plan, 'steps'> & { readonly record: InstallRecord }

export function addUninstall(program: Command, output: Output): void {
  const command = program
    .command('uninstall')
    .description('take away what install wrote, and put back what was there before')
    .option('--rootless', "the installation of the user who runs it, and not root's")
    .option('--dry-run', 'print what would be changed as a diff, and change nothing')
    .option('--force', 'take away files that were changed by hand, and keep what they were as FILE.saved')
    .action((flags: Flags) => withSystemErrors(uninstall(flags, output)))
  withManual(command, UNINSTALL_MANUAL, output)
}

async function uninstall(flags: Flags, output: Output): Promise<void> {
  const whose = whoseInstallation(flags.rootless === true)
  const host = await thisHost(whose)
  const record = readRecord(host)
  if (record === undefined) return nothingInstalled(flags, host, defaultPrefix(whose), output)
  const back = wayBack(record, host, flags)
  if (flags.dryRun) return output.write(back.steps.map((step) => stepDiff(step, host, output.screen)).join(''))
  applyUninstall(back, back.record, host.files, host.places)
  output.write(renderSteps(back.steps, output.screen))
  if (record.targets.includes('crio')) output.write('\nCRI-O reads this when it starts: systemctl restart crio\n')
}

/** Without a record nobody knows what was there before: then a person decides, and not this program. */
function nothingInstalled({ dryRun }: Flags, host: InstallHost, prefix: string, output: Output): void {
  const { files, places } = host
  const left = leftOver(host, prefix)
  if (left.configuration.length + left.files.length > 0) throw recordLost(left, places.state)
  if (!dryRun) removeState(files, places)
  output.write(`nothing is installed: there is no record in ${places.state}\n`)
}

function wayBack(record: InstallRecord, host: InstallHost, { force, dryRun }: Flags): WayBack {
  const { steps, conflicts } = planUninstall(lookAtRecorded(record, host.files))
  if (conflicts.length === 0) return { steps, record }
  if (!force || dryRun) throw conflictError(conflicts)
  const accepted = saveChanged(conflicts, record, host.files)
  const again = planUninstall(lookAtRecorded(accepted, host.files))
  if (again.conflicts.length > 0) throw conflictError(again.conflicts)
  return { steps: again.steps, record: accepted }
}
