import { type Finding, fail, ok, warn } from '../../../core/doctor/finding.ts'
import { parseToml } from '../../../core/doctor/toml.ts'
import { valueAt } from '../../../core/doctor/value-at.ts'
import { check } from '../check.ts'
import type { Sources } from '../sources.ts'
import { startOf } from '../started.ts'

const KEY = 'device_ownership_from_security_context'

/** An engine of Kubernetes that can give devices to the user of a pod by itself. */
interface Runtime {
  readonly name: 'containerd' | 'crio'
  /** In the order in which they are read; directories stand for the files in them. */
  readonly files: readonly string[]
  /** Where the key stands: containerd moved it with version 3 of its file (containerd 2.0). */
  readonly tables: readonly (readonly string[])[]
  readonly remedy: string
}

const CRI_V2 = ['plugins', 'io.containerd.grpc.v1.cri']
const CRI_V3 = ['plugins', 'io.containerd.cri.v1.runtime']

const RUNTIMES: readonly Runtime[] = [
  {
    name: 'containerd',
    files: ['/etc/containerd/config.toml', '/etc/containerd/conf.d/'],
    tables: [CRI_V2, CRI_V3],
    remedy: `sudo "\${EDITOR:-vi}" /etc/containerd/config.toml && sudo systemctl restart containerd`,
  },
  {
    name: 'crio',
    files: ['/etc/crio/crio.conf', '/etc/crio/crio.conf.d/'],
    tables: [['crio', 'runtime']],
    remedy: `printf '[crio.runtime]\\n${KEY} = true\\n' | sudo tee /etc/crio/crio.conf.d/50-device-ownership.conf && sudo systemctl restart crio`,
  },
]

interface Facts {
  readonly runtime: Runtime
  readonly isSet: boolean
  readonly broken: readonly string[]
  /** Whether it runs pods: containerd may be there for Docker alone. */
  readonly isNode: boolean
  /** Whether its files were changed after it was started. */
  readonly isStale: boolean
}

/** Whether containerd and CRI-O give devices to the users of pods, and whether what their files say is in force. */
export const deviceOwnership = check(
  'device-ownership',
  async (sources) => (await Promise.all(RUNTIMES.map((runtime) => gather(sources, runtime)))).flat(),
  (found) => found.flatMap(judge),
)

async function gather(sources: Sources, runtime: Runtime): Promise<Facts[]> {
  const paths = runtime.files.flatMap((path) => expand(sources, path))
  const documents = paths.flatMap((path) => {
    const text = sources.read(path)
    return text === undefined ? [] : [{ path, document: parseToml(text) }]
  })
  if (documents.length === 0) return []
  const values = documents.flatMap(({ document }) => runtime.tables.map((table) => valueAt(document, ...table, KEY)))
  const started = await startOf(sources, runtime.name)
  const changed = Math.max(...documents.map(({ path }) => sources.status(path)?.changed ?? 0))
  return [
    {
      runtime,
      isSet: values.findLast((value) => typeof value === 'boolean') === true,
      broken: documents.filter(({ document }) => document === undefined).map(({ path }) => path),
      isNode: runtime.name === 'crio' || sources.status('/var/lib/kubelet') !== undefined,
      isStale: started !== undefined && changed > started,
    },
  ]
}

function expand(sources: Sources, path: string): string[] {
  if (!path.endsWith('/')) return [path]
  return (sources.list(path.slice(0, -1)) ?? []).map((name) => `${path}${name}`)
}

function judge({ runtime: { name, remedy }, isSet, broken, isNode, isStale }: Facts): Finding[] {
  const restart = `sudo systemctl restart ${name}`
  const faults = broken.map((path) =>
    fail({
      code: 'RUNTIME_CONFIG',
      found: `${path} is no TOML`,
      expected: 'a file that can be read',
      remedy: `sudo "\${EDITOR:-vi}" ${path}`,
    }),
  )
  if (!isNode) return [...faults, ok('DEVICE_OWNERSHIP', `${name} runs no pods here (there is no kubelet)`)]
  if (!isSet) {
    const found = `${name} gives devices to root in pods with runAsUser: ${KEY} is not set`
    return [...faults, warn({ code: 'DEVICE_OWNERSHIP_OFF', found, expected: `${KEY} = true, or this hook`, remedy })]
  }
  if (!isStale) return [...faults, ok('DEVICE_OWNERSHIP', `${name} gives devices to the users of pods`)]
  const found = `${name}: ${KEY} is set, and ${name} was started before its configuration was changed`
  return [...faults, fail({ code: 'DEVICE_OWNERSHIP_NOT_IN_FORCE', found, expected: 'a restart', remedy: restart })]
}
