import { describe, expect, test } from 'vitest'
import type { HostDevice } from '../../../../src/core/host/host-device.ts'
import { cdi } from '../../../../src/shell/doctor/checks/cdi.ts'
import { hooks } from '../../../../src/shell/doctor/checks/hooks.ts'
import { nodes } from '../../../../src/shell/doctor/checks/nodes.ts'
import { selinux } from '../../../../src/shell/doctor/checks/selinux.ts'
import { sessionGroups } from '../../../../src/shell/doctor/checks/session-groups.ts'
import { subids } from '../../../../src/shell/doctor/checks/subids.ts'
import type { Answer, FileStatus, Sources, Subject } from '../../../../src/shell/doctor/sources.ts'

/** The answers of a system that was asked; what is left out is not there. */
interface System {
  readonly files?: Readonly<Record<string, string>>
  readonly directories?: Readonly<Record<string, readonly string[]>>
  readonly statuses?: Readonly<Record<string, FileStatus>>
  readonly programs?: Readonly<Record<string, string | Answer>>
  readonly devices?: readonly HostDevice[]
  readonly ownGroups?: readonly number[]
  readonly cdi?: Awaited<ReturnType<Sources['cdi']>>
}

function sources({ files = {}, directories = {}, statuses = {}, programs = {}, ...rest }: System): Sources {
  return {
    read: (path) => files[path],
    list: (directory) => directories[directory],
    status: (path) => statuses[path],
    sha256: () => undefined,
    devices: () => rest.devices ?? [],
    ownGroups: () => rest.ownGroups ?? [],
    cdi: async () => rest.cdi ?? { version: 1, directories: [], files: 0, findings: [] },
    policy: async () => ({ source: 'built-in', fault: null }),
    run: async (program, args) => {
      const answer = programs[[program, ...args].join(' ')]
      return typeof answer === 'string' ? { code: 0, stdout: answer, stderr: '' } : answer
    },
  }
}

const ALICE = { name: 'alice', uid: 1000, gid: 1000, home: '/home/alice', groups: [1000] }
const AS_ROOT: Subject = { isRoot: true, user: undefined }
const AS_ALICE: Subject = { isRoot: false, user: ALICE }

/** `CODE: what was found` of each finding. */
async function said(check: typeof cdi, system: System, subject: Subject = AS_ROOT): Promise<string[]> {
  return (await check.look(sources(system), subject)).map(({ code, found }) => `${code}: ${found}`)
}

describe('the check sessions', () => {
  const MANAGER = 'systemctl show --property=MainPID --value user@1000.service'
  const ID = { 'id -G -- alice': '1000 44', 'id -Gn -- alice': 'alice video' }
  const system: System = {
    directories: { '/run/user': ['0', '1000', 'not-a-uid'] },
    files: { '/proc/77/status': 'Name:\tsystemd\nGid:\t1000\t1000\t1000\t1000\nGroups:\t\nNStgid:\t44\n' },
    programs: { [MANAGER]: '77\n', 'getent passwd 1000': 'alice:x:1000:1000::/home/alice:/bin/sh', ...ID },
  }

  test('names the group that a manager lacks, and takes no other line of its status for groups', async () => {
    expect(await said(sessionGroups, system)).toEqual([
      'GROUPS_STALE: user@1000.service lacks video(44), which the host grants alice: it began before that',
    ])
  })

  test('looks at the own session of a user, and at the own manager alone', async () => {
    const directories = { '/run/user': ['1000', '1001'] }
    const own = await said(sessionGroups, { ...system, directories, ownGroups: [1000] }, AS_ALICE)
    expect(own.map((line) => line.split(' lacks')[0])).toEqual([
      'GROUPS_STALE: the session of alice',
      'GROUPS_STALE: user@1000.service',
    ])
    const [finding] = await sessionGroups.look(sources({ ...system, ownGroups: [1000] }), AS_ALICE)
    expect(finding?.remedy).toBe('exec su - alice')
  })

  test('is content with a session that has them all', async () => {
    const [own] = await said(sessionGroups, { ...system, ownGroups: [1000, 44] }, AS_ALICE)
    expect(own).toBe('SESSION_GROUPS: the session of alice has the groups that the host grants alice')
  })

  test.each<[string, System]>([
    [
      'there is no systemd',
      { ...system, programs: { ...system.programs, [MANAGER]: { code: 1, stdout: '', stderr: '' } } },
    ],
    ['the manager has ended', { ...system, files: {} }],
    ['the host does not know the user', { ...system, programs: { [MANAGER]: '77', ...ID } }],
    ['nobody is logged in', { ...system, directories: {} }],
  ])('says nothing where %s', async (_, changed) => {
    expect(await said(sessionGroups, changed)).toEqual([])
  })

  test('shows a group by its number where id(1) gives no name, and nothing where it fails', async () => {
    const programs = { ...system.programs, 'id -Gn -- alice': { code: 1, stdout: '', stderr: '' } }
    expect((await said(sessionGroups, { ...system, programs }))[0]).toContain('lacks ?(44)')
    const failing = { ...programs, 'id -G -- alice': { code: 1, stdout: '44', stderr: '' } }
    expect((await said(sessionGroups, { ...system, programs: failing }))[0]).toContain('SESSION_GROUPS')
  })
})

describe('the check selinux', () => {
  const labelled = (label: string | undefined, kind: HostDevice['class'] = 'gpu'): HostDevice => ({
    path: '/dev/x',
    number: { type: 'c', major: 226, minor: 128 },
    class: kind,
    uid: 0,
    gid: 0,
    mode: 0o660,
    links: 1,
    acl: undefined,
    label,
    names: [],
    driver: undefined,
  })
  const DRI = labelled('system_u:object_r:dri_device_t:s0')
  const enforcing = (booleans: readonly string[] = [], devices: readonly HostDevice[] = [DRI]): System => ({
    files: Object.fromEntries([
      ['/sys/fs/selinux/enforce', '1\n'],
      ...booleans.map((name) => [`/sys/fs/selinux/booleans/${name}`, '1 1']),
    ]),
    devices,
  })
  const RIGHT = 'SELINUX: SELinux is enforcing, and containers may use the devices of this host'

  test.each<[string, System, string]>([
    ['is not in use', {}, 'SELINUX: SELinux is not in use'],
    [
      'is permissive',
      { files: { '/sys/fs/selinux/enforce': '0' } },
      'SELINUX: SELinux is permissive: it denies nothing',
    ],
    ['denies what no boolean opens', enforcing(), 'SELINUX_DEVICES_OFF: '],
    ['opens everything by one boolean', enforcing(['container_use_devices']), RIGHT],
    ['opens a type by its own boolean', enforcing(['container_use_dri_devices']), RIGHT],
    ['does not open a type by that of another', enforcing(['container_use_xserver_devices']), 'SELINUX_DEVICES_OFF: '],
    ['opens some types always', enforcing([], [labelled('u:r:tun_tap_device_t:s0')]), RIGHT],
    ['has nothing to say of what has no label', enforcing([], [labelled(undefined), labelled('odd')]), RIGHT],
    ['has nothing to say of devices of no class', enforcing([], [{ ...DRI, class: 'other' }]), RIGHT],
  ])('says that it %s', async (_, system, line) => {
    const lines = await said(selinux, system)
    expect(lines).toEqual([expect.stringContaining(line)])
  })

  test('counts what was denied to containers, and to nobody else', async () => {
    const avc = (domain: string, kind: string) => `avc: denied { open } scontext=${domain} tclass=${kind}`
    const AUDIT = 'ausearch -m AVC -ts today --raw'
    const one = [avc('container_t', 'chr_file'), avc('httpd_t', 'chr_file'), avc('container_t', 'file')].join('\n')
    const denials = async (stdout: string) =>
      (await said(selinux, { ...enforcing(), programs: { [AUDIT]: stdout } }))[1]
    expect(await denials(one)).toContain('SELINUX_DENIALS: the audit log has 1 denied device of today; the last: avc')
    expect(await denials(`${one}\n${one}`)).toContain('has 2 denied devices of today')
    expect(await denials(avc('httpd_t', 'chr_file'))).toBeUndefined()
  })
})

describe('the check hooks', () => {
  const DIRECTORY = '/usr/share/containers/oci/hooks.d'
  const OURS = '/usr/local/bin/oci-device-hook'
  const installed = (hook: unknown, status?: Partial<FileStatus>): System => ({
    directories: { [DIRECTORY]: ['a.json', 'read.me'] },
    files: {
      [`${DIRECTORY}/a.json`]: typeof hook === 'string' ? hook : JSON.stringify({ hook, stages: ['createRuntime'] }),
    },
    statuses:
      status === undefined ? {} : { [OURS]: { kind: 'file', uid: 0, gid: 0, mode: 0o755, changed: 0, ...status } },
    programs: { 'podman --version': 'podman version 5.4.2' },
  })
  const ROOT_RUNS = `HOOK: the podman of root runs ${OURS}`

  test.each<[string, System, string]>([
    ['ours by its path', installed({ path: OURS }, {}), ROOT_RUNS],
    ['ours by its first argument', installed({ path: OURS, args: ['oci-device-hook', 'precreate'] }, {}), ROOT_RUNS],
    ['none that is another', installed({ path: '/usr/bin/other', args: ['other'] }, {}), 'HOOK_NOT_INSTALLED'],
    ['none without a path', installed({ args: ['oci-device-hook'] }, {}), 'HOOK_NOT_INSTALLED'],
    ['one that is not there', installed({ path: OURS }), 'HOOK_PATH_MISSING'],
    ['one that is a directory', installed({ path: OURS }, { kind: 'directory' }), 'HOOK_PATH_MISSING'],
    ['one that others may write', installed({ path: OURS }, { mode: 0o775 }), 'HOOK_WRITABLE'],
    ["one that is not root's", installed({ path: OURS }, { uid: 1000 }), 'HOOK_WRITABLE'],
    ['one that not everybody may run', installed({ path: OURS }, { mode: 0o750 }), 'HOOK_NOT_EXECUTABLE'],
  ])('finds %s', async (_, system, line) => {
    expect(await said(hooks, system)).toContainEqual(expect.stringContaining(line))
  })

  test.each(['{', '5', 'null', '[]'])('finds a file that stops podman: %s', async (text) => {
    expect(await said(hooks, installed(text))).toContainEqual(expect.stringMatching(/^HOOK_FILE_BROKEN: .*a\.json/))
  })

  test('asks the podman of a user, whose hook may be their own', async () => {
    const lines = await said(hooks, installed({ path: OURS }, { uid: 1000 }), AS_ALICE)
    expect(lines).toEqual([`HOOK: the podman of alice runs ${OURS}`])
  })

  test('finds the stage that buildah and CRI-O stumble over, where they read it', async () => {
    const trap = { ...installed('{"stages": ["precreate"]}'), programs: {} }
    expect(await said(hooks, trap)).toEqual([expect.stringContaining(`PRECREATE_TRAP: ${DIRECTORY}/a.json`)])
    expect(await said(hooks, { ...installed('{"stages": "precreate"}'), programs: {} })).toEqual([])
  })

  test('finds it in the directory that CRI-O is told to read, and nowhere where its file is no TOML', async () => {
    const trap = (conf: string): System => ({
      directories: { '/etc/crio/crio.conf.d': ['own.conf'], '/own': ['a.json'] },
      files: { '/etc/crio/crio.conf.d/own.conf': conf, '/own/a.json': '{"stages": ["precreate"]}' },
    })
    const told = trap('[crio.runtime]\nhooks_dir = ["/own"]')
    expect(await said(hooks, told)).toEqual([expect.stringContaining('PRECREATE_TRAP: /own/a.json')])
    expect(await said(hooks, trap('hooks_dir ='))).toEqual([])
  })

  test('says what is wrong with a containers.conf that podman cannot read', async () => {
    const broken = { ...installed({ path: OURS }, {}), files: { '/etc/containers/containers.conf': '[engine' } }
    expect(await said(hooks, broken)).toEqual([expect.stringMatching(/^CONTAINERS_CONF: .*containers\.conf/)])
  })
})

describe('the check cdi', () => {
  const document = (files: number, findings: NonNullable<System['cdi']>['findings']): System => ({
    cdi: { version: 1, directories: [], files, findings },
  })
  const WRONG = { file: '/etc/cdi/a.yaml', device: null, standing: 'fail', code: 'no-node', text: 'is gone' } as const

  test.each<[number, string]>([
    [0, 'CDI: there are no CDI files'],
    [1, 'CDI: 1 CDI file is right'],
    [2, 'CDI: 2 CDI files are right'],
  ])('is content with %i files', async (files, line) => {
    expect(await said(cdi, document(files, []))).toEqual([line])
  })

  test('passes on what cdi check finds, about a file or a device in it', async () => {
    const findings = [
      { ...WRONG, remedy: null },
      { ...WRONG, device: 'cam', remedy: 'make it again' },
    ]
    const found = await cdi.look(sources(document(1, findings as never)), AS_ROOT)
    expect(found.map(({ found, remedy }) => `${found}: ${remedy}`)).toEqual([
      '/etc/cdi/a.yaml: is gone: oci-device-hook cdi check',
      '/etc/cdi/a.yaml, cam: is gone: make it again',
    ])
  })

  test('passes on what is wrong with a directory in which there are no files', async () => {
    const findings = [{ ...WRONG, file: '/run/cdi', code: 'unreadable', text: 'cannot be read', remedy: null }]
    expect(await said(cdi, document(0, findings as never))).toEqual(['CDI_UNREADABLE: /run/cdi: cannot be read'])
  })
})

describe('the check nodes', () => {
  const node = (path: string, kind: HostDevice['class']): System => {
    const number = { type: 'c', major: 243, minor: 0 } as const
    return {
      devices: [{ path, number, uid: 0, gid: 0, mode: 0o600, class: kind, acl: undefined } as unknown as HostDevice],
    }
  }

  test('tells of a device of users that no group opens', async () => {
    const [line] = await said(nodes, node('/dev/video0', 'video'))
    expect(line).toContain('NODE_WITHOUT_GROUP: /dev/video0 is 0600')
  })

  test.each(['storage', 'other'] as const)(
    'says nothing of one of class %s, which is meant to be closed',
    async (kind) => {
      expect(await said(nodes, node('/dev/nvme0', kind))).toEqual([expect.stringMatching(/^NODES: /)])
    },
  )
})

describe('the check subids', () => {
  const setUid = (name: string) => ({
    [`/usr/bin/${name}`]: { kind: 'file', uid: 0, gid: 0, mode: 0o4755, changed: 0 } as const,
  })
  const plain = (name: string) => ({
    [`/usr/bin/${name}`]: { kind: 'file', uid: 0, gid: 0, mode: 0o755, changed: 0 } as const,
  })
  const files = { '/etc/subuid': '1000:100000:65536', '/etc/subgid': 'bob:100000:65536\nalice:165536:65536\nbad:x:1' }
  const statuses = { ...setUid('newuidmap'), ...setUid('newgidmap') }

  test('takes ids by the name or the number of the user', async () => {
    expect(await said(subids, { files, statuses }, AS_ALICE)).toEqual(['SUBIDS: alice has 65536 subordinate ids'])
  })

  test('offers ids behind all that are given away', async () => {
    const without = { ...files, '/etc/subgid': 'bob:100000:65536' }
    const [finding] = await subids.look(sources({ files: without, statuses }), AS_ALICE)
    expect(finding?.code).toBe('SUBIDS_MISSING')
    expect(finding?.remedy).toContain('--add-subgids 165536-231071 alice')
  })

  test('takes file capabilities in the place of set-uid root, and misses a tool that has neither', async () => {
    const both = { ...plain('newuidmap'), ...plain('newgidmap') }
    const programs = { 'getcap /usr/bin/newuidmap': '/usr/bin/newuidmap cap_setuid=ep' }
    expect(await said(subids, { files, statuses: both, programs }, AS_ALICE)).toEqual([
      'IDMAP_TOOL: newgidmap is neither set-uid root nor has capabilities',
    ])
    expect(await said(subids, { files, statuses: setUid('newuidmap') }, AS_ALICE)).toEqual([
      'IDMAP_TOOL: there is no newgidmap',
    ])
  })

  test('says nothing of root, who needs none', async () => {
    expect(await said(subids, {}, AS_ROOT)).toEqual([])
    expect(await said(subids, {}, { isRoot: true, user: { ...ALICE, uid: 0 } })).toEqual([])
  })
})
