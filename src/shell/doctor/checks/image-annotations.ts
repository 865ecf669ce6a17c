import { type Finding, ok, warn } from '../../../core/doctor/finding.ts'
import { isBelow, showVersion, type Version, versionIn } from '../../../core/doctor/version.ts'
import { HookError } from '../../../core/errors.ts'
import { parsePolicy } from '../../../core/policy/parse.ts'
import { check } from '../check.ts'
import { isClosed } from '../closed.ts'
import type { Sources, Subject } from '../sources.ts'
import { readersOf } from './hooks.ts'

/** podman 4.5.1: "Do not include image annotations when building spec" (containers/podman#18542). */
const MENDED: Version = [4, 5, 1]
const POLICY = '/etc/oci-device-hook/policy.toml'

interface Facts {
  readonly podman: Version | undefined
  readonly runsHook: boolean
  /** The administrator's policy; undefined where there is none, null where it may not be read. */
  readonly policy: string | undefined | null
}

/** Whether images can ask the hook for something, in the place of whoever starts them. */
export const imageAnnotations = check('annotations', gather, judge)

async function gather(sources: Sources, subject: Subject): Promise<Facts> {
  const podman = versionIn((await sources.run('podman', ['--version']))?.stdout ?? '')
  const readers = await readersOf(sources, subject)
  return { podman, runsHook: readers.some(({ executables }) => executables.length > 0), policy: readPolicy(sources) }
}

/** Nothing may be put in the place of a policy that we only cannot see. */
function readPolicy(sources: Sources): string | undefined | null {
  return sources.read(POLICY) ?? (isClosed(sources, POLICY) ? null : undefined)
}

function judge({ podman, runsHook, policy }: Facts): Finding[] {
  if (podman === undefined || !isBelow(podman, MENDED) || !runsHook) return []
  const shown = `podman ${showVersion(podman)} gives containers the annotations of their images`
  if (countedBy(policy) === 'some') return [ok('IMAGE_ANNOTATIONS', `${shown}; the policy says which of ours count`)]
  return [
    warn({
      code: 'IMAGE_ANNOTATIONS',
      found: `${shown}: an image can ask the hook for what the policy allows, and whoever starts it has not`,
      expected: `podman ${showVersion(MENDED)} or later, or a policy that says which annotations count`,
      remedy: remedyFor(policy),
    }),
  ]
}

function countedBy(policy: Facts['policy']): 'all' | 'some' | 'unknown' {
  if (policy === null) return 'unknown'
  try {
    return policy === undefined || parsePolicy(policy, POLICY).annotations === 'all' ? 'all' : 'some'
  } catch (error) {
    if (error instanceof HookError) return 'unknown'
    throw error
  }
}

/** What is in a policy stays; a key of the whole file stands before its first table. */
function remedyFor(policy: Facts['policy']): string {
  if (policy === null || countedBy(policy) === 'unknown') return 'sudo oci-device-hook policy check'
  if (policy === undefined) return `echo '${NONE}' | sudo install -D -m 644 /dev/stdin ${POLICY}`
  const edit = /^annotations\b/m.test(policy) ? `s/^annotations\\b.*/${NONE}/` : `1i ${NONE}`
  return `sudo sed -i '${edit}' ${POLICY}`
}

const NONE = 'annotations = "none"'
