import type { Command } from 'commander'
import { isForContainer, type LoggedRun, parseLogLine } from '../../core/report/logged-run.ts'
import { quote } from '../../core/report/quote.ts'
import { followLog } from '../../shell/linux/follow-log.ts'
import { logFile } from '../../shell/linux/log.ts'
import { readLog } from '../../shell/linux/log-file.ts'
import { type Manual, withManual } from '../manual.ts'
import type { Output } from '../output/output.ts'
import { HUNG, run } from '../run.ts'
import { renderRun } from './render.ts'

interface Flags {
  readonly follow?: true
  readonly json?: true
}

export function addLog(program: Command, output: Output): void {
  const command = program
    .command('log')
    .description('show what the hook did, for all containers or for one')
    .argument('[container]', 'name or id of a podman container, or an id of any engine')
    .option('--follow', 'go on with what is logged from now on, until interrupted')
    .option('--json', 'print the lines of the log as they are (docs/log.md)')
    .action((container: string | undefined, flags: Flags) => log(container, flags, output))
  withManual(command, MANUAL, output)
}

async function log(container: string | undefined, flags: Flags, output: Output): Promise<void> {
  const id = container === undefined ? undefined : await output.progress('asking podman', idOf(container, output))
  const show = (line: string) => {
    const shown = shownLine(line, id, flags, output)
    if (shown !== undefined) output.write(shown)
    return shown !== undefined
  }
  readLog() // One that cannot be read is said before anything waits for more of it.
  const follower = flags.follow ? followLog(show) : undefined
  const isAny = (readLog() ?? []).map(show).includes(true)
  if (!isAny)
    output.error(`oci-device-hook: no run of the hook in ${logFile()}${id === undefined ? '' : ` for ${quote(id)}`}`)
  await follower
}

/** Nothing for a line of another container, and for one that is no record. */
function shownLine(line: string, id: string | undefined, { json }: Flags, output: Output): string | undefined {
  const record: LoggedRun | undefined = parseLogLine(line)
  if (record === undefined || (id !== undefined && !isForContainer(record, id))) return undefined
  return json ? `${line}\n` : renderRun(record, output.screen)
}

/** podman knows the name only while the container exists; an id is good for ever. */
async function idOf(container: string, output: Output): Promise<string> {
  const answer = await run('podman', ['container', 'inspect', '--format', '{{.Id}}', '--', container])
  const id = answer?.stdout.trim() ?? ''
  if (answer?.code === 0 && /^[0-9a-f]{64}$/.test(id)) return id
  if (answer?.code === 0 || answer?.code === HUNG) {
    const fault = answer.code === HUNG ? answer.stderr : `said ${quote(id)}`
    output.error(`oci-device-hook: podman ${fault}, expected an id: ${quote(container)} is taken for one`)
  }
  return container
}

const MANUAL: Manual = {
  about: [
    'Root sees the log of rootful containers, a user that of their own. It lies below /run, and a reboot empties it; journalctl -t oci-device-hook goes further back.',
  ],
  exitCodes: [[0, 'shown, or there was nothing to show']],
  examples: [
    { does: 'what was done for one container', command: 'sudo oci-device-hook log jellyfin' },
    { does: 'watch your own containers', command: 'oci-device-hook log --follow' },
    {
      does: 'the containers that were not started',
      command: "sudo oci-device-hook log --json | jq -r 'select(.exit != 0).container'",
    },
  ],
}
