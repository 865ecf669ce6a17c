import { readFileSync } from 'node:fs'
import type { Command } from 'commander'
import { EXIT, HookError } from '../../core/errors.ts'
import { type GidmapFacts, gidmapDocument } from '../../core/gidmap/document.ts'
import { parseAccounts } from '../../core/host/accounts.ts'
import type { HostPath } from '../../core/model/paths.ts'
import { quote } from '../../core/report/quote.ts'
import { parseIdMap } from '../../core/resolve/idmap.ts'
import { nodeAt } from '../../shell/linux/nodes.ts'
import { isNoId, userNamed } from '../accounts.ts'
import { podmanVersion } from '../install/this-host.ts'
import { type Manual, withManual } from '../manual.ts'
import { type Output, writeJson } from '../output/output.ts'
import { run } from '../run.ts'
import { renderGidmap } from './render.ts'

interface Flags {
  readonly user?: string
  readonly json?: true
}

export function addGidmap(program: Command, output: Output): void {
  const command = program
    .command('gidmap')
    .description("say how one group of the host gets into a user's rootless containers, and whether it does")
    .argument('<group>', 'a group of the host, by name or gid, or a device that has it, by its path')
    .option('--user <name>', 'whose containers (default: those of whoever runs it)')
    .option('--json', 'print JSON (version 1)')
    .action((group: string, flags: Flags) => gidmap(group, flags, output))
  withManual(command, MANUAL, output)
}

async function gidmap(group: string, flags: Flags, output: Output): Promise<void> {
  const document = gidmapDocument(await output.progress('asking podman', factsAbout(group, flags)))
  if (flags.json) writeJson(output, document)
  else output.write(renderGidmap(document, output.screen))
  output.exit(document.isReady === null ? 2 : document.isReady ? 0 : 1)
}

async function factsAbout(groupName: string, { user: name }: Flags): Promise<GidmapFacts> {
  const uid = process.getuid?.() ?? 0
  if (name === undefined && uid === 0) throw rootError()
  const user = await userNamed(name ?? `${uid}`)
  const [group, version] = await Promise.all([hostGroup(groupName), podmanVersion()])
  // Only the user's own podman can be asked: another's namespace is theirs.
  const gidMap = user.uid === uid ? await namespaceMap() : undefined
  return { user, group, subuid: idFile('/etc/subuid'), subgid: idFile('/etc/subgid'), gidMap, podman: version.version }
}

async function namespaceMap(): Promise<GidmapFacts['gidMap']> {
  const answer = await run('podman', ['unshare', 'cat', '/proc/self/gid_map'])
  return answer?.code === 0 ? parseIdMap(answer.stdout) : undefined
}

/** getent(1) takes a name or a number, and no name begins with a slash. */
async function hostGroup(name: string): Promise<GidmapFacts['group']> {
  const answer = await run('getent', ['group', '--', name.startsWith('/') ? `${gidOfNode(name)}` : name])
  const [group] = parseAccounts('', answer?.stdout ?? '').groups
  if (group === undefined || isNoId(name))
    throw groupError(`found no group ${quote(name)} on this host`, 'getent group')
  if (group.gid === 0) throw groupError('found gid 0, expected a group of devices: root is never given away')
  return group
}

function gidOfNode(path: string): number {
  const node = nodeAt(path as HostPath)
  if (node === undefined) throw groupError(`found no device ${quote(path)} on this host`, 'oci-device-hook devices')
  return node.gid
}

function idFile(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return '' // No file, no ids: the same answer.
  }
}

function rootError(): HookError {
  return groupError('found root, expected a user with rootless containers', 'run it as that user, or add --user NAME')
}

function groupError(message: string, remedy?: string): HookError {
  return new HookError('ERR_GROUP', EXIT.input, message, remedy === undefined ? {} : { remedy })
}

const MANUAL: Manual = {
  about: [
    'A rootless container knows no group of the host but the ids that /etc/subgid gives its user. One line gives it one group, without making the user a member, and with any runtime. The hook then uses it by itself (strategy groups); the flags are for containers without the hook.',
  ],
  exitCodes: [
    [0, 'the group is mapped now'],
    [1, 'it is not; the commands say what is to be done'],
    [2, 'podman could not be asked, or the user is somebody else'],
  ],
  examples: [
    { does: 'the group video, for your own containers', command: 'oci-device-hook gidmap video' },
    { does: 'the group of a device', command: 'oci-device-hook gidmap /dev/video0' },
    { does: 'the group dialout, for those of bob', command: 'sudo oci-device-hook gidmap dialout --user bob' },
  ],
}
