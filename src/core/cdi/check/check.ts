import type { HostNode } from '../../model/device.ts'
import type { HostPath } from '../../model/paths.ts'
import { printable } from '../../report/quote.ts'
import { shellQuote } from '../../report/shell-quote.ts'
import type { CdiPolicy } from '../generate.ts'
import { type ParsedEdits, type ParsedMount, type ParsedSpec, parseSpec } from '../parse.ts'
import { groupsIgnored, type Reader, readerFault } from '../readers.ts'
import { readSpecText } from '../text.ts'
import { cdiVersion } from '../version.ts'
import { checkFile } from './access.ts'
import { findDuplicates } from './duplicates.ts'
import type { SpecFile } from './file.ts'
import { type Finding, fail, type Remark, unknown, warn } from './finding.ts'
import { checkGroups } from './groups.ts'
import { checkNode } from './nodes.ts'

/** The host that specs are compared with. */
export interface CheckScene extends CdiPolicy {
  readonly nodeAt: (path: HostPath) => HostNode | undefined
  readonly isProgram: (path: string) => boolean
  /** Whether anything is there; also when it cannot be told. */
  readonly isThere: (path: string) => boolean
  readonly readers: readonly Reader[]
}

/** A file and the spec in it, if it is one. */
export interface ReadSpec {
  readonly file: SpecFile
  readonly spec: ParsedSpec | undefined
}

/** Checks files in the order in which engines read them: directories by rank, names sorted. */
export function checkSpecs(files: readonly SpecFile[], scene: CheckScene): Finding[] {
  const read = files.map((file) => ({ file, ...specOf(file) }))
  const duplicates = findDuplicates(read)
  return read.flatMap(({ file, spec, remarks }) => {
    const of = (device: string) => duplicates.get(file.path)?.get(device) ?? []
    return spec === undefined ? findings(file, null, remarks) : checkSpec(file, spec, of, scene)
  })
}

function checkSpec(
  file: SpecFile,
  spec: ParsedSpec,
  duplicatesOf: (device: string) => readonly Remark[],
  scene: CheckScene,
): Finding[] {
  const shared = spec.containerEdits ?? {}
  const whole = [...checkFile(file), ...checkReaders(spec, scene), ...checkEdits(shared, [], scene)]
  const devices = spec.devices.flatMap(({ name, containerEdits }) => {
    const device = `${spec.kind}=${name}`
    const remarks = [...duplicatesOf(device), ...checkEdits(containerEdits, shared.additionalGids ?? [], scene)]
    return findings(file, device, remarks.length === 0 ? [FINE] : remarks)
  })
  return [...findings(file, null, whole), ...devices]
}

function findings({ path }: SpecFile, device: string | null, remarks: readonly Remark[]): Finding[] {
  return remarks.map((remark) => ({ file: path, device, ...remark }))
}

const FINE: Remark = { standing: 'ok', code: 'ok', text: 'as the host has it', remedy: null }

function specOf({ content, path }: SpecFile): { spec: ParsedSpec | undefined; remarks: Remark[] } {
  if ('fault' in content) {
    const remedy = content.fault === 'EACCES' ? `sudo chmod 644 ${shellQuote(path)}` : null
    return {
      spec: undefined,
      remarks: [fail('unreadable', `found ${content.fault}: engines that you start do not see its devices`, remedy)],
    }
  }
  const read = readSpecText(content.text)
  const result = 'fault' in read ? read : parseSpec(read.document)
  if ('spec' in result) return { spec: result.spec, remarks: [] }
  if ('newer' in result) return { spec: undefined, remarks: [unknown('version', result.newer)] }
  return { spec: undefined, remarks: [fail('invalid', `no engine takes it: ${result.fault}`)] }
}

function checkReaders(spec: ParsedSpec, { readers }: CheckScene): Remark[] {
  const version = cdiVersion(spec.cdiVersion)
  const hasGroups = [spec.containerEdits, ...spec.devices.map(({ containerEdits }) => containerEdits)].some(
    (edits) => (edits?.additionalGids?.length ?? 0) > 0,
  )
  return readers.flatMap((reader) => {
    const fault = version === undefined ? undefined : readerFault(reader, version)
    if (fault !== undefined)
      return [fail('engine', fault, 'make it for older engines: oci-device-hook cdi generate --cdi-version 0.5.0')]
    const ignored = hasGroups ? groupsIgnored(reader) : undefined
    return ignored === undefined ? [] : [warn('groups-ignored', ignored, 'docker run --group-add GID')]
  })
}

/** Of other mounts, such as a tmpfs, the source is no path. */
function checkMounts({ mounts = [] }: ParsedEdits, { isThere }: CheckScene): Remark[] {
  const isBind = ({ type, options = [] }: ParsedMount) =>
    type === 'bind' || options.some((option) => option === 'bind' || option === 'rbind')
  const gone = mounts.filter((mount) => isBind(mount) && !isThere(mount.hostPath))
  const text = (path: string) => `${printable(path)}, which it mounts, is not there: containers with it do not start`
  return [...new Set(gone.map(({ hostPath }) => hostPath))].map((path) => fail('mount', text(path)))
}

function checkEdits(edits: ParsedEdits, inherited: readonly number[], scene: CheckScene): Remark[] {
  const nodes = (edits.deviceNodes ?? []).map((node) => checkNode(node, scene.nodeAt))
  const found = nodes.flatMap(({ host }) => (host === undefined ? [] : [host]))
  // Groups cannot be judged against nodes that are gone.
  const isComplete = nodes.length > 0 && found.length === nodes.length
  const groups = isComplete ? checkGroups(found, [...(edits.additionalGids ?? []), ...inherited], scene) : []
  const hooks = (edits.hooks ?? []).filter(({ path }) => !scene.isProgram(path))
  const programs = new Set(hooks.map(({ path }) => path))
  const missing = [...programs].map((path) =>
    fail('hook', `its hook ${printable(path)} is no program here: containers with it do not start`),
  )
  return [...nodes.flatMap(({ remarks }) => remarks), ...groups, ...missing, ...checkMounts(edits, scene)]
}
