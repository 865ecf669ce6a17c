import { type Command, Option } from 'commander'
import { EXIT, HookError } from '../core/errors.ts'
import { STAGES } from '../core/model/stage.ts'
import { planDocument, type StagePlan } from '../core/report/plan-document.ts'
import { readDocument } from '../shell/linux/document.ts'
import { linuxSystem } from '../shell/linux/linux.ts'
import { planStage } from '../shell/pipeline/plan.ts'
import { type Manual, withManual } from './manual.ts'
import { type Output, writeJson } from './output/output.ts'
import { renderPlan } from './render-plan.ts'

interface Flags {
  readonly config?: string
  readonly bundle?: string
  readonly stage: string
  readonly json?: true
}

/** A rootless hook runs in podman's user namespace, where ids and groups are other ones. */
const OUTSIDE =
  'oci-device-hook: plan counts ids as this process does. For a rootless container run: podman unshare oci-device-hook plan ...'

/** Exit codes of verdicts: everything usable, something not, something unknown. */
const VERDICT = { usable: 0, denied: 1, unknown: 2 } as const

export function addPlan(program: Command, output: Output): void {
  const command = program
    .command('plan')
    .description('show what the hook would do for a container, and change nothing')
    .addOption(new Option('--config <file>', 'a config.json').conflicts('bundle'))
    .option('--bundle <dir>', 'a bundle: the directory of a config.json')
    .addOption(
      new Option('--stage <stage>', 'where the hook would run').choices(Object.keys(STAGES)).default('precreate'),
    )
    .option('--json', 'print JSON (version 1)')
    .action((flags: Flags) => plan(flags, output))
  withManual(command, MANUAL, output)
}

async function plan(flags: Flags, output: Output): Promise<void> {
  if (process.geteuid?.() !== 0) output.error(OUTSIDE)
  const result = planStage(STAGES[flags.stage] ?? 'precreate', readDocument(fileOf(flags)), await linuxSystem())
  if (flags.json) writeJson(output, planDocument(result))
  else output.write(renderPlan(result, output.screen))
  output.exit(verdict(result))
}

function fileOf({ config, bundle }: Flags): string {
  if (config !== undefined) return config
  if (bundle !== undefined) return `${bundle}/config.json`
  throw new HookError('ERR_CONFIG', EXIT.usage, 'plan: found no input, expected --config FILE or --bundle DIR')
}

function verdict({ decisions }: StagePlan): number {
  if (decisions.some(({ usable }) => usable.after === false)) return VERDICT.denied
  return decisions.some(({ usable }) => usable.after === null) ? VERDICT.unknown : VERDICT.usable
}

const MANUAL: Manual = {
  about: ['For a rootless container run it in the namespace of podman: podman unshare oci-device-hook plan ...'],
  exitCodes: [
    [0, 'every device is usable afterwards'],
    [1, 'some are not'],
    [2, 'some are unknown'],
  ],
  examples: [
    { does: 'the plan for a bundle', command: 'oci-device-hook plan --bundle /run/containers/mine' },
    {
      does: 'the plan for the stage after creation, for programs',
      command: 'oci-device-hook plan --config config.json --stage createRuntime --json',
    },
    {
      does: 'the plan for a container of podman',
      command: 'oci-device-hook plan --config "$(podman inspect --format \'{{.OCIConfigPath}}\' mine)"',
    },
  ],
}
