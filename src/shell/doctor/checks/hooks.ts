import { type Finding, fail, ok, warn } from '../../../core/doctor/finding.ts'
import { versionIn } from '../../../core/doctor/version.ts'
import { shellQuote } from '../../../core/report/shell-quote.ts'
import { check } from '../check.ts'
import { crioDirectories, type HookFile, hookFiles, type PodmanHooks, podmanHooks } from '../hooks-directories.ts'
import type { FileStatus, Sources, Subject } from '../sources.ts'

interface Reader {
  /** Whose podman it is. */
  readonly who: string
  readonly install: string
  readonly hooks: PodmanHooks
  /** The executables that our files name. */
  readonly executables: readonly { readonly path: string; readonly status: FileStatus | undefined }[]
}

interface Facts {
  readonly readers: readonly Reader[]
  /** Files in directories that buildah and CRI-O read as well. */
  readonly shared: readonly HookFile[]
}

/** Read by buildah and by default by CRI-O, which know no precreate, and refuse to work when a file names it. */
const SHARED = ['/usr/share/containers/oci/hooks.d', '/etc/containers/oci/hooks.d']

/** Whether podman will run the hook, and whether its files keep others from working. */
export const hooks = check('hooks', gather, ({ readers, shared }) => [
  ...readers.flatMap(judgeReader),
  ...shared.flatMap(judgeShared),
])

async function gather(sources: Sources, subject: Subject): Promise<Facts> {
  return {
    readers: await readersOf(sources, subject),
    shared: [...new Set([...SHARED, ...crioDirectories(sources)])].flatMap((directory) =>
      hookFiles(sources, directory),
    ),
  }
}

/** What the podmans of root and of the user are told to run; none without podman. */
export async function readersOf(sources: Sources, { isRoot, user }: Subject): Promise<Reader[]> {
  const podman = await sources.run('podman', ['--version'])
  const major = versionIn(podman?.stdout ?? '')?.[0]
  const rootful = { major, home: undefined, isRootless: false }
  const rootless = { major, home: `${user?.home ?? ''}/.config/containers`, isRootless: true }
  if (podman === undefined) return []
  return [
    ...(isRoot ? [reader(sources, 'root', 'sudo oci-device-hook install', podmanHooks(sources, rootful))] : []),
    ...(user === undefined
      ? []
      : [reader(sources, user.name, 'oci-device-hook install --rootless', podmanHooks(sources, rootless))]),
  ]
}

function reader(sources: Sources, who: string, install: string, hooks: PodmanHooks): Reader {
  const paths = new Set(hooks.files.flatMap(({ text }) => executableOf(parse(text))))
  return { who, install, hooks, executables: [...paths].map((path) => ({ path, status: sources.status(path) })) }
}

function judgeReader({ who, install, hooks, executables }: Reader): Finding[] {
  const { directories, files, fault } = hooks
  if (fault !== undefined) {
    return [
      fail({ code: 'CONTAINERS_CONF', found: fault, expected: 'a file that podman can read', remedy: 'podman info' }),
    ]
  }
  const broken = files.filter(({ text }) => parse(text) === undefined).map(judgeBroken)
  if (executables.length > 0) return [...broken, ...executables.map((executable) => judgeExecutable(who, executable))]
  const found = `the podman of ${who} does not run the hook: no file of ours in ${directories.join(', ') || 'no directory'}`
  const expected = 'an entry, unless devices are given by CDI'
  return [...broken, warn({ code: 'HOOK_NOT_INSTALLED', found, expected, remedy: install })]
}

function judgeBroken({ path }: HookFile): Finding {
  const found = `${path} is no JSON object: podman starts no container at all`
  return fail({
    code: 'HOOK_FILE_BROKEN',
    found,
    expected: 'a hooks.d file',
    remedy: `sudo "\${EDITOR:-vi}" ${shellQuote(path)}`,
  })
}

const OTHERS_WRITE = 0o022
const ALL_EXECUTE = 0o111

function judgeExecutable(who: string, { path, status }: Reader['executables'][number]): Finding {
  if (status?.kind !== 'file') {
    const found = `the podman of ${who} is told to run ${path}, which is not there; it skips it and says nothing`
    return fail({ code: 'HOOK_PATH_MISSING', found, expected: 'the executable', remedy: 'oci-device-hook install' })
  }
  if ((status.mode & OTHERS_WRITE) !== 0 || (who === 'root' && status.uid !== 0)) {
    const found = `${path} can be written by others than ${who}, who runs it`
    const remedy = `sudo chown root: ${shellQuote(path)} && sudo chmod 755 ${shellQuote(path)}`
    return fail({ code: 'HOOK_WRITABLE', found, expected: 'owner root, mode 0755', remedy })
  }
  if ((status.mode & ALL_EXECUTE) !== ALL_EXECUTE) {
    const remedy = `sudo chmod 755 ${shellQuote(path)}`
    return fail({
      code: 'HOOK_NOT_EXECUTABLE',
      found: `${path} cannot be run by everybody`,
      expected: 'mode 0755',
      remedy,
    })
  }
  return ok('HOOK', `the podman of ${who} runs ${path}`)
}

function judgeShared({ path, text }: HookFile): Finding[] {
  const stages = parse(text)?.stages
  if (!Array.isArray(stages) || !stages.includes('precreate')) return []
  return [
    fail({
      code: 'PRECREATE_TRAP',
      found: `${path} names the stage precreate: root's "podman build" and CRI-O refuse to work`,
      expected: 'a directory that podman alone reads',
      remedy: `sudo rm ${shellQuote(path)} && sudo oci-device-hook install`,
    }),
  ]
}

interface Entry {
  readonly hook?: { readonly path?: unknown; readonly args?: unknown }
  readonly stages?: unknown
}

function parse(text: string): Entry | undefined {
  try {
    const entry: unknown = JSON.parse(text)
    return typeof entry === 'object' && entry !== null && !Array.isArray(entry) ? entry : undefined
  } catch {
    return undefined
  }
}

/** Ours is known by the name that it is called by. */
function executableOf(entry: Entry | undefined): string[] {
  const { path, args } = entry?.hook ?? {}
  if (typeof path !== 'string') return []
  const isOurs = path.endsWith('/oci-device-hook') || (Array.isArray(args) && args[0] === 'oci-device-hook')
  return isOurs ? [path] : []
}
