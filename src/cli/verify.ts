import { type Command, InvalidArgumentError, Option } from 'commander'
import { EXIT, HookError } from '../core/errors.ts'
import { MAX_ID } from '../core/model/ids.ts'
import { printable, quote } from '../core/report/quote.ts'
import { type VerifyDocument, verdictExit } from '../core/verdict/document.ts'
import { type VerifyRequest, verifyRunning } from '../shell/linux/verify-running.ts'
import { askAgain, pidOf } from './engines.ts'
import { type Manual, withManual } from './manual.ts'
import { type Output, writeJson } from './output/output.ts'
import { renderVerdicts } from './render-verdicts.ts'

interface Flags {
  readonly pid?: number
  readonly json?: true
  readonly open?: true
  readonly uid?: number
  readonly gid?: number
  readonly groups: boolean
  readonly path?: string[]
  readonly inPlace?: true
}

export function addVerify(program: Command, output: Output): void {
  const command = program
    .command('verify')
    .description('ask the kernel whether the process of a running container may open each device')
    .argument('[container]', 'name or id of a podman, crun or runc container')
    .option('--pid <pid>', 'a process of the container, in the place of a name', number(1, 2 ** 22))
    .option('--path <path...>', 'only these paths in the container')
    .option('--json', 'print JSON (version 1)')
    .option('--open', 'really open the devices, in the device cgroup of the container')
    .option('--uid <uid>', 'ask for this user of the container', number(0, MAX_ID))
    .option('--gid <gid>', 'ask for this group of the container', number(0, MAX_ID))
    .option('--no-groups', 'leave supplementary groups out, as programs that drop privileges do')
    .addOption(new Option('--in-place').hideHelp())
    .action((container: string | undefined, flags: Flags) => verify(container, flags, output))
  withManual(command, MANUAL, output)
}

async function verify(container: string | undefined, flags: Flags, output: Output): Promise<void> {
  if (container !== undefined && flags.pid !== undefined) refuseBoth(container)
  const asked = requestOf(container, flags).then((request) => answer(request, flags))
  const document = await output.progress(`asking about ${printable(container ?? `process ${flags.pid}`)}`, asked)
  if (flags.json) writeJson(output, document)
  else output.write(renderVerdicts(document, output.screen))
  output.exit(verdictExit(document))
}

/** An answer about one of the two would be taken for one about the other. */
function refuseBoth(container: string): never {
  const message = `verify: found the container ${quote(container)} and --pid, expected one of them`
  throw new HookError('ERR_PROCESS', EXIT.usage, message)
}

/** Really opening means joining a cgroup, which a process of its own does. */
async function answer(request: VerifyRequest, { inPlace }: Flags): Promise<VerifyDocument> {
  return request.open && inPlace !== true ? askAgain(request) : verifyRunning(request)
}

async function requestOf(container: string | undefined, flags: Flags): Promise<VerifyRequest> {
  const { uid, gid, groups, open, path } = flags
  const pid = flags.pid ?? (container === undefined ? undefined : await pidOf(container))
  if (pid === undefined) {
    throw new HookError('ERR_PROCESS', EXIT.usage, 'verify: found no container, expected a name, an id, or --pid PID')
  }
  return { pid, uid, gid, noGroups: !groups, open: open === true, paths: path ?? [] }
}

function number(least: number, most: number) {
  return (text: string) => {
    const value = /^\d+$/.test(text) ? Number(text) : Number.NaN
    if (value >= least && value <= most) return value
    throw new InvalidArgumentError(`Expected a number from ${least} to ${most}.`)
  }
}

const MANUAL: Manual = {
  exitCodes: [
    [0, 'every device is usable'],
    [1, 'some are not'],
    [2, 'some could not be told'],
  ],
  examples: [
    { does: 'a container by its name', command: 'sudo oci-device-hook verify jellyfin' },
    {
      does: 'what a program would see that becomes uid 1000 and sets its groups anew',
      command: 'sudo oci-device-hook verify --pid 4711 --uid 1000 --no-groups --path /dev/dri/renderD128 --json',
    },
  ],
}
