import { bugsOf } from '../../../core/doctor/engine-bugs.ts'
import { type Finding, fail, ok, unknown, warn } from '../../../core/doctor/finding.ts'
import { showVersion, type Version, versionIn } from '../../../core/doctor/version.ts'
import { check } from '../check.ts'
import type { Sources } from '../sources.ts'

const ENGINES = ['podman', 'crun', 'runc', 'docker', 'containerd', 'crio'] as const

interface Engine {
  readonly name: string
  readonly version: Version | undefined
}

/** Those that are installed, with what they say of themselves. */
export const engines = check(
  'engines',
  async (sources) => (await Promise.all(ENGINES.map((name) => find(sources, name)))).flat(),
  (found) => (found.length === 0 ? [NONE] : found.flatMap(judge)),
)

async function find(sources: Sources, name: string): Promise<Engine[]> {
  const answer = await sources.run(name, ['--version'])
  return answer === undefined ? [] : [{ name, version: versionIn(answer.stdout) }]
}

const NONE = fail({
  code: 'ENGINE_NONE',
  found: `none of ${ENGINES.join(', ')}`,
  expected: 'a container engine',
  remedy: 'sudo apt-get install podman crun || sudo dnf install podman crun',
})

function judge({ name, version }: Engine): Finding[] {
  const remedy = `${name} --version`
  if (version === undefined) {
    return [unknown({ code: 'ENGINE_VERSION', found: `${name}, of no known version`, expected: 'a version', remedy })]
  }
  const shown = `${name} ${showVersion(version)}`
  const bugs = bugsOf(name, version)
  if (bugs.length === 0) return [ok('ENGINE', shown)]
  return bugs.map(({ code, effect, mended }) =>
    warn({
      code,
      found: `${shown} ${effect} (${code})`,
      expected: `${name} ${showVersion(mended)} or later, or the same mended by the distribution`,
      remedy: code.startsWith('CVE')
        ? `apt-get changelog ${name} | grep ${code} || rpm -q --changelog ${name} | grep ${code}`
        : null,
    }),
  )
}
