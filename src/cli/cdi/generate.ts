import { dirname } from 'node:path'
import { type Command, InvalidArgumentError, Option } from 'commander'
import type { CdiRequest } from '../../core/cdi/generate.ts'
import { replacingNotes } from '../../core/cdi/replace.ts'
import type { CdiSpec } from '../../core/cdi/spec.ts'
import { fileNameOf, formatOf, type SpecFormat, writeSpec } from '../../core/cdi/text.ts'
import { CDI_VERSIONS, type CdiVersion } from '../../core/cdi/version.ts'
import { EXIT, HookError } from '../../core/errors.ts'
import { DEVICE_CLASSES, type DeviceClass } from '../../core/model/device-class.ts'
import { type HostPath, lexicalFault } from '../../core/model/paths.ts'
import { printable, quote } from '../../core/report/quote.ts'
import { type GenerateRequest, type Made, makeSpec } from '../../shell/cdi/generate.ts'
import type { CdiHost } from '../../shell/cdi/host.ts'
import { type Manual, withManual } from '../manual.ts'
import type { Output } from '../output/output.ts'

interface Flags {
  readonly device: string[]
  readonly class: DeviceClass[]
  readonly kind?: string
  readonly output?: string
  readonly format?: SpecFormat
  readonly cdiVersion?: CdiVersion
  readonly links?: boolean
  readonly program: HostPath
  readonly prune?: true
}

export function addCdiGenerate(cdi: Command, output: Output, host: CdiHost): void {
  const command = cdi
    .command('generate')
    .description('write a CDI spec for devices of this host, with the groups that open them')
    .option('-d, --device <path>', 'a device, a stable name, or a directory; again for more', collect, [])
    .addOption(
      new Option('-c, --class <class>', 'all devices of a class; again for more').argParser(collectClass).default([]),
    )
    .option('-k, --kind <vendor/class>', 'the name of the spec (default: localhost/ and the directory or class)')
    .option('-o, --output <path>', 'a file, or a directory for a file named by the kind (default: print it)')
    .addOption(new Option('--format <format>', 'the format, if the file does not tell').choices(['yaml', 'json']))
    .addOption(
      new Option('--cdi-version <version>', 'write it for older engines (default: the lowest that it needs)').choices(
        CDI_VERSIONS,
      ),
    )
    .option('--links', 'make every stable name in the container too, by a hook')
    .option('--no-links', 'make none, not even those given as --device')
    .addOption(
      new Option('--program <path>', 'where engines find this program, for that hook')
        .argParser(absolute)
        .default(PROGRAM as HostPath),
    )
    .option('--prune', 'if this host has no such device, remove the file')
    .action((flags: Flags) => generate(flags, output, host))
  withManual(command, MANUAL, output)
}

/** Where packages put it. */
const PROGRAM = '/usr/bin/oci-device-hook'

function generate(flags: Flags, output: Output, host: CdiHost): void {
  const made = makeSpec(requestOf(flags), host)
  const place = placeOf(flags, made.kind, host)
  if (made.spec === undefined) {
    nothingFound(made, flags, place.file, output, host)
    return
  }
  const replacing = place.file === undefined ? [] : replaced(made.spec, place.file, host)
  for (const note of [...made.notes, ...replacing]) output.error(`oci-device-hook: ${printable(note, MAX_NOTE)}`)
  const text = writeSpec(made.spec, place.format)
  if (place.file === undefined) output.writeAll(text)
  else writeTo(place.file, text, made.spec, output, host)
}

function replaced(spec: CdiSpec, file: string, host: CdiHost): string[] {
  return replacingNotes(spec, file, host.specDirectory(dirname(file)).files)
}

function writeTo(
  file: string,
  text: string,
  { cdiVersion, kind, devices }: CdiSpec,
  output: Output,
  host: CdiHost,
): void {
  host.write(file, text)
  const names = devices.map(({ name }) => `${kind}=${name}\n`)
  output.write(`wrote ${file}, cdiVersion ${cdiVersion}:\n${names.join('')}`)
}

const MAX_NOTE = 600

function requestOf(flags: Flags): GenerateRequest {
  const { device, kind, cdiVersion: version, program } = flags
  const links: CdiRequest['links'] = flags.links === undefined ? 'asked' : flags.links ? 'all' : 'none'
  return { paths: device, classes: flags.class, kind, links, version, program }
}

/** The file, if any, and the format that its name or the option says. */
function placeOf(
  { output, format }: Flags,
  kind: string,
  host: CdiHost,
): { file: string | undefined; format: SpecFormat } {
  if (output === undefined || output === '-') return { file: undefined, format: format ?? 'yaml' }
  const isDirectory = output.endsWith('/') || host.isDirectory(output)
  const file = isDirectory ? `${output.replace(/\/+$/, '')}/${fileNameOf(kind, format ?? 'yaml')}` : output
  const named = formatOf(file)
  if (named === undefined || (format !== undefined && format !== named)) {
    const expected = format === undefined ? '.yaml or .json' : `.${format}`
    throw new HookError(
      'ERR_CDI',
      EXIT.usage,
      `--output ${quote(output)}: expected a name that ends in ${expected}: engines read no others`,
    )
  }
  return { file, format: named }
}

/** A spec without devices is no spec, and one of devices that are gone keeps containers from starting. */
function nothingFound(
  { kind }: Made,
  { class: classes, prune }: Flags,
  file: string | undefined,
  output: Output,
  host: CdiHost,
): void {
  if (prune !== true || file === undefined) {
    throw new HookError('ERR_CDI', EXIT.input, `this host has no device of the class ${classes.join(', ')}`)
  }
  output.write(host.remove(file) ? `removed ${file}: this host has no device for ${kind}\n` : `no device for ${kind}\n`)
}

function collect(path: string, paths: readonly string[]): string[] {
  return [...paths, path]
}

function collectClass(text: string, classes: readonly DeviceClass[]): DeviceClass[] {
  const found = DEVICE_CLASSES.find((name) => name === text)
  if (found === undefined) throw new InvalidArgumentError(`Expected one of ${DEVICE_CLASSES.join(', ')}.`)
  return [...classes, found]
}

function absolute(path: string): HostPath {
  const fault = lexicalFault(path)
  if (fault === undefined) return path as HostPath
  throw new InvalidArgumentError(`Expected a plain absolute path: ${fault}.`)
}

const MANUAL: Manual = {
  about: [
    'The engine that reads the spec gives the node to the user of the container, and the group of the node to its process. No hook is needed for that, and no process runs at the start.',
    'A device is named by its stable name if it has one, so that the name means the same device after it was plugged in again. The name "all" stands for all of them.',
  ],
  exitCodes: [[0, 'the spec is written']],
  examples: [
    {
      does: 'the GPUs of this host, for podman, docker and others',
      command: 'sudo oci-device-hook cdi generate --device /dev/dri --output /etc/cdi/',
    },
    {
      does: 'then, as any user of the container',
      command: 'podman run --rm --user 1000 --device localhost/dri=all IMAGE',
    },
    {
      does: 'for podman before 5.1, which knows no additionalGids',
      command: 'sudo oci-device-hook cdi generate --device /dev/dri --cdi-version 0.5.0 --output /etc/cdi/',
    },
    {
      does: 'all serial adapters, and their names below /dev/serial',
      command: 'sudo oci-device-hook cdi generate --class serial --links --output /etc/cdi/',
    },
  ],
}
