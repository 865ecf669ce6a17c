import { type Command, Option } from 'commander'
import { type DoctorDocument, doctorExit } from '../../core/doctor/document.ts'
import { EXIT, HookError } from '../../core/errors.ts'
import { quote } from '../../core/report/quote.ts'
import { examine } from '../../shell/doctor/examine.ts'
import type { Sources, Subject } from '../../shell/doctor/sources.ts'
import { runCanary } from '../canary/canary.ts'
import { canaryExit, renderCanary } from '../canary/render.ts'
import { type Manual, withManual } from '../manual.ts'
import { type Output, writeJson } from '../output/output.ts'
import { examineContainer } from './container/container.ts'
import { explainError } from './explain.ts'
import { machine } from './machine.ts'
import { recorder } from './record.ts'
import { readRecording, replay, writeRecording } from './recording.ts'
import { renderDoctor } from './render-doctor.ts'
import { subjectOf } from './subject.ts'

interface Flags {
  readonly user?: string
  readonly explain?: string | true
  readonly record?: string
  readonly replay?: string
  readonly canary?: true
  readonly json?: true
}

export function addDoctor(program: Command, output: Output): void {
  const command = program
    .command('doctor')
    .description('look for what keeps containers from their devices, on this host or in one container')
    .argument('[container]', 'name or id of a podman, crun or runc container; without one, look at this host')
    .addOption(
      new Option(
        '--explain [text]',
        'say what an error means, from which layer it is, and what to do; without a text, read it from stdin',
      ),
    )
    .option('--user <name>', 'whose rootless containers are meant (default: you, or who called sudo)')
    .option('--record <file>', 'write down what the system answered, to be judged on another machine')
    .addOption(new Option('--replay <file>', 'judge the answers of another machine').conflicts(['record', 'user']))
    .addOption(new Option('--canary', 'start a container to see the hook run, and take it away').conflicts('replay'))
    .option('--json', 'print JSON (version 1)')
    .action((container: string | undefined, flags: Flags) => doctor(container, flags, output))
  withManual(command, MANUAL, output)
}

async function doctor(container: string | undefined, flags: Flags, output: Output): Promise<void> {
  if (container !== undefined) refuseTogether(container, flags)
  if (flags.explain !== undefined) refuseBeside(flags)
  if (flags.explain !== undefined) return explainError(flags.explain, flags.json === true, output)
  if (container !== undefined) return examineContainer(container, flags.json === true, output)
  const document = await output.progress('looking at engines, users and devices', examined(flags))
  const canary = flags.canary ? await output.progress('starting a container', runCanary()) : undefined
  if (flags.json) writeJson(output, canary === undefined ? document : { ...document, canary })
  else output.write(renderDoctor(document, output.screen))
  if (canary !== undefined && !flags.json) output.write(`\n${renderCanary(canary, output.screen)}`)
  output.exit(doctorExit(document) || (canary === undefined ? 0 : canaryExit(canary)))
}

/** Options of the host say nothing about one container: better a refusal than an answer to another question. */
function refuseTogether(container: string, flags: Flags): void {
  const other = (['explain', 'user', 'record', 'replay', 'canary'] as const).find((name) => flags[name] !== undefined)
  if (other === undefined) return
  const message = `doctor: found the container ${quote(container)} and --${other}, expected one of them`
  throw new HookError('ERR_PROCESS', EXIT.usage, message)
}

/** To explain an error nothing of this host is looked at. */
function refuseBeside(flags: Flags): void {
  const other = (['user', 'record', 'replay', 'canary'] as const).find((name) => flags[name] !== undefined)
  if (other === undefined) return
  throw new HookError('ERR_PROCESS', EXIT.usage, `doctor: found --explain and --${other}, expected one of them`)
}

async function examined({ user, record, replay: file }: Flags): Promise<DoctorDocument> {
  if (file !== undefined) {
    const recording = readRecording(file)
    const { sources, subject } = replay(recording)
    return examine(sources, subject, recording.source)
  }
  const subject = await subjectOf(user)
  return record === undefined
    ? examine(machine(subject), subject, null)
    : examineAndRecord(machine(subject), subject, record)
}

async function examineAndRecord(asked: Sources, subject: Subject, file: string): Promise<DoctorDocument> {
  const { answers, sources } = recorder(asked, subject, `doctor --record, ${new Date().toISOString()}`)
  const document = await examine(sources, subject, null)
  writeRecording(file, answers)
  return document
}

const MANUAL: Manual = {
  about: [
    'Nothing is changed, and without --canary nothing is started. Each finding has a stable code, what was found, what was expected, and a command that mends ' +
      'it. As root it looks at the sessions of all users, and at the rootless containers of --user.',
  ],
  exitCodes: [
    [0, 'nothing is wrong; there may be something to look at. Of a container: every device is usable'],
    [1, 'something is wrong. Of a container: a device is not usable. With --explain: the error is not known'],
    [2, 'something could not be looked at'],
  ],
  examples: [
    { does: 'this host, and the rootless containers of alice', command: 'sudo oci-device-hook doctor --user alice' },
    { does: 'does the hook run for new containers?', command: 'sudo oci-device-hook doctor --canary' },
    { does: 'one container, running or not', command: 'sudo oci-device-hook doctor jellyfin' },
    {
      does: 'what does this error mean?',
      command: `oci-device-hook doctor --explain "Failed to open /dev/dri/renderD128 as DRM device node."`,
    },
    {
      does: 'find known errors in what a container said',
      command: 'podman logs jellyfin 2>&1 | oci-device-hook doctor --explain',
    },
  ],
}
