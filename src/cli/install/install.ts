import { type Command, Option } from 'commander'
import { EXIT, HookError } from '../../core/errors.ts'
import type { Installation, Target } from '../../core/install/layout.ts'
import { type Plan, planInstall } from '../../core/install/plan.ts'
import type { InstallRecord } from '../../core/install/record.ts'
import { lexicalFault } from '../../core/model/paths.ts'
import { applyInstall } from '../../shell/install/apply.ts'
import { saveChanged } from '../../shell/install/force.ts'
import type { InstallHost } from '../../shell/install/host.ts'
import { lookForInstall, readRecord } from '../../shell/install/look.ts'
import { runCanary } from '../canary/canary.ts'
import { canaryExit, renderCanary } from '../canary/render.ts'
import { withManual } from '../manual.ts'
import type { Output } from '../output/output.ts'
import { checkDirectories, checkSurroundings } from './checks.ts'
import { stepDiff } from './diff.ts'
import { INSTALL_MANUAL } from './manual.ts'
import { conflictError, withSystemErrors } from './problems.ts'
import { renderSteps } from './render.ts'
import { defaultPrefix, requireExecutable, thisHost, type Whose, whoseInstallation } from './this-host.ts'

interface Flags {
  readonly rootless?: true
  readonly crio?: true
  readonly always?: true
  readonly prefix?: string
  readonly dryRun?: true
  readonly force?: true
  readonly canary: boolean
}

export function addInstall(program: Command, output: Output): void {
  const command = program
    .command('install')
    .description('install the hook for podman, or for CRI-O, and prove that it runs')
    .option('--rootless', 'for the containers of the user who runs it, without root')
    .addOption(new Option('--crio', 'for CRI-O; an installation for podman stays').conflicts('rootless'))
    .option('--always', 'serve every container, and not only those with an annotation oci-device-hook/...')
    .option('--prefix <dir>', 'where bin/ and share/ are (default: /usr/local, with --rootless ~/.local)')
    .option('--dry-run', 'print what would be written as a diff, and write nothing')
    .option('--force', 'replace files that were changed by hand, and keep what they were as FILE.saved')
    .option('--no-canary', 'start no container to prove that the hook runs')
    .action((flags: Flags) => withSystemErrors(install(flags, output)))
  withManual(command, INSTALL_MANUAL, output)
}

async function install(flags: Flags, output: Output): Promise<void> {
  requireExecutable()
  const whose = whoseInstallation(flags.rootless === true)
  checkSurroundings(flags)
  const host = await thisHost(whose)
  const record = readRecord(host)
  const installation = installationOf(flags, record, whose)
  const plan = planFor(installation, record, host, flags)
  if (flags.dryRun) return output.write(plan.steps.map((step) => stepDiff(step, host, output.screen)).join(''))
  if (whose === 'root') checkDirectories(plan.steps)
  applyInstall(plan, host.files, host.places)
  output.write(renderSteps(plan.steps, output.screen))
  await prove(installation, flags, output)
}

/** What is recorded for other engines stays: the executable is theirs, too. */
function installationOf(flags: Flags, record: InstallRecord | undefined, whose: Whose): Installation {
  const target: Target = flags.crio ? 'crio' : 'podman'
  const prefix = flags.prefix ?? record?.prefix ?? defaultPrefix(whose)
  const fault = lexicalFault(prefix)
  if (fault !== undefined) throw new HookError('ERR_INSTALL', EXIT.usage, `--prefix ${prefix}: ${fault}`)
  return { prefix, always: flags.always === true, targets: [...new Set([...(record?.targets ?? []), target])] }
}

function planFor(
  installation: Installation,
  record: InstallRecord | undefined,
  host: InstallHost,
  { force, dryRun }: Flags,
): Plan {
  const plan = planInstall(installation, lookForInstall(installation, record, host))
  if (plan.conflicts.length === 0) return plan
  if (!force || dryRun || record === undefined) throw conflictError(plan.conflicts)
  const accepted = saveChanged(plan.conflicts, record, host.files)
  const again = planInstall(installation, lookForInstall(installation, accepted, host))
  if (again.conflicts.length > 0) throw conflictError(again.conflicts)
  return again
}

async function prove({ targets }: Installation, { canary, crio }: Flags, output: Output): Promise<void> {
  if (targets.includes('crio')) output.write('\nCRI-O reads this when it starts: systemctl restart crio\n')
  if (crio || !canary) return
  const found = await output.progress('starting a container to see the hook run', runCanary())
  output.write(`\n${renderCanary(found, output.screen)}`)
  output.exit(canaryExit(found))
}
