import fs from 'node:fs'
import { expect, test } from 'vitest'
import type { Installation } from '../../../../src/core/install/layout.ts'
import { planInstall, planUninstall } from '../../../../src/core/install/plan.ts'
import { applyInstall, applyUninstall } from '../../../../src/shell/install/apply.ts'
import { saveChanged } from '../../../../src/shell/install/force.ts'
import type { InstallHost } from '../../../../src/shell/install/host.ts'
import { lookAtRecorded, lookForInstall, readRecord } from '../../../../src/shell/install/look.ts'
import { linuxFiles } from '../../../../src/shell/linux/files.ts'
import { TemporaryDirectory } from '../../../native/support/directory.ts'

/** A user's home with a program to install; everything that is read and written lies in it. */
function home(directory: TemporaryDirectory): { host: InstallHost; installation: Installation } {
  fs.writeFileSync(directory.at('program'), 'first program', { mode: 0o755 })
  const host: InstallHost = {
    files: linuxFiles,
    places: { state: directory.at('state') },
    program: directory.at('program'),
    podman: { major: 4, home: directory.at('config/containers'), isRootless: true },
  }
  return { host, installation: { prefix: directory.at('local'), always: false, targets: ['podman'] } }
}

function install({ host, installation }: ReturnType<typeof home>, force = false) {
  const record = readRecord(host)
  const plan = planInstall(installation, lookForInstall(installation, record, host))
  if (plan.conflicts.length === 0) return applyInstall(plan, host.files, host.places)
  if (!force || record === undefined) throw new Error(`conflicts: ${plan.conflicts.map(({ path }) => path)}`)
  const accepted = saveChanged(plan.conflicts, record, host.files)
  applyInstall(planInstall(installation, lookForInstall(installation, accepted, host)), host.files, host.places)
}

function uninstall(host: InstallHost): void {
  const record = readRecord(host)
  if (record === undefined) throw new Error('nothing is installed')
  const { steps, conflicts } = planUninstall(lookAtRecorded(record, host.files))
  if (conflicts.length > 0) throw new Error(`conflicts: ${conflicts.map(({ path }) => path)}`)
  applyUninstall({ steps }, record, host.files, host.places)
}

/** Every file and directory with mode and content, and the time of files. */
function everything(directory: string): string[] {
  return fs
    .readdirSync(directory, { recursive: true, encoding: 'utf8' })
    .sort()
    .map((name) => {
      const status = fs.lstatSync(`${directory}/${name}`)
      const what = status.isFile()
        ? `${status.mtimeMs} ${fs.readFileSync(`${directory}/${name}`, 'utf8')}`
        : 'directory'
      return `${name} ${status.mode.toString(8)} ${what}`
    })
}

test('installing puts the executable, the hook and the way to it in place, and uninstalling leaves what was there', () => {
  using directory = new TemporaryDirectory()
  const all = home(directory)
  fs.mkdirSync(directory.at('local/bin'), { recursive: true })
  fs.writeFileSync(directory.at('local/bin/oci-device-hook'), 'of another hand', { mode: 0o700 })
  const before = everything(directory.path)
  install(all)
  expect(fs.readFileSync(directory.at('local/bin/oci-device-hook'), 'utf8')).toBe('first program')
  const hooks = directory.at('local/share/oci-device-hook/hooks.d')
  expect(fs.readdirSync(hooks)).toEqual(['oci-device-hook-precreate.json'])
  const [dropIn = ''] = fs.readdirSync(directory.at('config/containers/containers.conf.d'))
  expect(fs.readFileSync(directory.at(`config/containers/containers.conf.d/${dropIn}`), 'utf8')).toContain(hooks)
  uninstall(all.host)
  expect(everything(directory.path)).toEqual(before)
})

test('installing again changes nothing, and a newer program replaces the older one', () => {
  using directory = new TemporaryDirectory()
  const all = home(directory)
  install(all)
  const first = everything(directory.at('local'))
  install(all)
  expect(everything(directory.at('local'))).toEqual(first)
  fs.writeFileSync(all.host.program, 'second program')
  install(all)
  expect(fs.readFileSync(directory.at('local/bin/oci-device-hook'), 'utf8')).toBe('second program')
})

test('a file that was changed by hand is a conflict, and is saved when it is replaced all the same', () => {
  using directory = new TemporaryDirectory()
  const all = home(directory)
  install(all)
  const changed = directory.at('local/share/oci-device-hook/hooks.d/oci-device-hook-precreate.json')
  fs.writeFileSync(changed, '{"mine": true}')
  expect(() => install(all)).toThrow('conflicts')
  expect(() => uninstall(all.host)).toThrow('conflicts')
  install(all, true)
  expect(fs.readFileSync(`${changed}.saved`, 'utf8')).toBe('{"mine": true}')
  expect(JSON.parse(fs.readFileSync(changed, 'utf8')).stages).toEqual(['precreate'])
})

test('linuxFiles tells what stands at a path, and never follows a link in the way', () => {
  using directory = new TemporaryDirectory()
  fs.symlinkSync('/etc/passwd', directory.at('link'))
  fs.mkdirSync(directory.at('directory'))
  expect(linuxFiles.look(directory.at('none'))).toEqual({ kind: 'absent' })
  expect(linuxFiles.look(directory.at('link'))).toEqual({ kind: 'other', what: 'a symbolic link' })
  expect(linuxFiles.look(directory.at('directory'))).toEqual({ kind: 'other', what: 'a directory' })
  expect(linuxFiles.look('/dev/null')).toEqual({ kind: 'other', what: 'no regular file' })
  linuxFiles.write(directory.at('link'), { kind: 'text', text: 'ours' }, { mode: 0o600 })
  expect(fs.lstatSync(directory.at('link')).isFile()).toBe(true)
})

test('linuxFiles keeps a directory that somebody else uses, and throws what it does not expect', () => {
  using directory = new TemporaryDirectory()
  linuxFiles.makeDirectory(directory.at('ours'))
  linuxFiles.makeDirectory(directory.at('ours'))
  fs.writeFileSync(directory.at('ours/theirs'), '')
  linuxFiles.removeIfEmpty(directory.at('ours'))
  expect(fs.existsSync(directory.at('ours/theirs'))).toBe(true)
  expect(() => linuxFiles.read(directory.at('ours'))).toThrow('EISDIR')
  expect(() => linuxFiles.makeDirectory(directory.at('none/inner'))).toThrow('ENOENT')
  expect(linuxFiles.list(directory.at('none'))).toEqual([])
})
