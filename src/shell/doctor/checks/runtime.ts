import { type Finding, ok, unknown, warn } from '../../../core/doctor/finding.ts'
import { check } from '../check.ts'
import type { Answer } from '../sources.ts'

/** The parts of `podman info --format json` that decide; all of them may be missing. */
interface PodmanInfo {
  readonly host?: {
    readonly ociRuntime?: { readonly name?: string; readonly version?: string }
    readonly security?: { readonly rootless?: boolean }
  }
}

const USE_CRUN =
  'mkdir -p ~/.config/containers/containers.conf.d && ' +
  `printf '[engine]\\nruntime = "crun"\\n' > ~/.config/containers/containers.conf.d/runtime.conf`

/** Which runtime podman starts containers with, for whoever asks. */
export const runtime = check(
  'runtime',
  async (sources) => ({
    hasPodman: (await sources.run('podman', ['--version'])) !== undefined,
    info: await sources.run('podman', ['info', '--format', 'json']),
  }),
  ({ hasPodman, info }) => (hasPodman ? [judge(info)] : []),
)

function judge(answer: Answer | undefined): Finding {
  const info = parse(answer)
  const name = info?.host?.ociRuntime?.name
  if (info === undefined || name === undefined) {
    const line = firstLine(answer?.stderr)
    const found = line.startsWith('did not answer') ? `podman info ${line}` : `podman info does not answer: ${line}`
    return unknown({ code: 'RUNTIME_UNKNOWN', found, expected: 'the name of a runtime', remedy: 'podman info' })
  }
  const isRootless = info.host?.security?.rootless === true
  const shown = `podman, ${isRootless ? 'rootless' : 'rootful'}, starts containers with ${name}`
  if (!isRootless || name !== 'runc') return ok('RUNTIME', shown)
  return warn({
    code: 'KEEP_GROUPS_IGNORED_BY_RUNC',
    found: `${shown}, which ignores keep-groups: groups of the user do not reach containers`,
    expected: 'crun (containers that exist keep the runtime they were made with), or a mapped group',
    remedy: USE_CRUN,
  })
}

function parse(answer: Answer | undefined): PodmanInfo | undefined {
  if (answer?.code !== 0) return undefined
  try {
    return JSON.parse(answer.stdout) as PodmanInfo
  } catch {
    return undefined
  }
}

function firstLine(text = ''): string {
  return text.split('\n')[0] || 'it says nothing'
}
