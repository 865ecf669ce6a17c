import { bugsOf } from '../../../core/doctor/engine-bugs.ts'
import { type Finding, fail, ok, unknown, warn } from '../../../core/doctor/finding.ts'
import { isBelow, showVersion, type Version, versionIn } from '../../../core/doctor/version.ts'
import { check } from '../check.ts'
import { type Answer, lastWords, type Sources } from '../sources.ts'

const ENGINES = ['podman', 'crun', 'runc', 'docker', 'containerd', 'crio'] as const

interface Engine {
  readonly name: string
  readonly version: Version | undefined
  /** Why it says none. */
  readonly fault: string
}

/** Those that are installed, with what they say of themselves. */
export const engines = check(
  'engines',
  async (sources) => (await Promise.all(ENGINES.map((name) => find(sources, name)))).flat(),
  (found) => (found.length === 0 ? [NONE] : found.flatMap(judge)),
)

async function find(sources: Sources, name: string): Promise<Engine[]> {
  const answer = await sources.run(name, ['--version'])
  return answer === undefined ? [] : [{ name, version: versionIn(answer.stdout), fault: faultOf(answer) }]
}

function faultOf(answer: Answer): string {
  if (answer.code === 0) return 'says no version'
  const words = lastWords(answer)
  return words.startsWith('did not answer') ? words : `says: ${words}`
}

const NONE = fail({
  code: 'ENGINE_NONE',
  found: `none of ${ENGINES.join(', ')}`,
  expected: 'a container engine',
  remedy: 'sudo apt-get install podman crun || sudo dnf install podman crun',
})

function judge({ name, version, fault }: Engine): Finding[] {
  const remedy = `${name} --version`
  if (version === undefined) {
    return [unknown({ code: 'ENGINE_VERSION', found: `${name} ${fault}`, expected: 'a version', remedy })]
  }
  const shown = `${name} ${showVersion(version)}`
  const bugs = bugsOf(name, version)
  const holes = bugs.filter(({ code }) => code.startsWith('CVE-'))
  const others = bugs.filter((bug) => !holes.includes(bug)).map((bug) => judgeBug(name, shown, bug))
  const found = [...(holes.length === 0 ? [] : [judgeHoles(name, shown, holes)]), ...others]
  return found.length === 0 ? [ok('ENGINE', shown)] : found
}

type KnownBug = ReturnType<typeof bugsOf>[number]

/** Of all holes of a version, one finding: one newer version mends them. */
function judgeHoles(name: string, shown: string, holes: readonly KnownBug[]): Finding {
  const last = holes.map(({ mended }) => mended).reduce((one, other) => (isBelow(one, other) ? other : one))
  return warn({
    code: 'ENGINE_HOLES',
    found: `${shown} was released with ${holes.map(({ code, effect }) => `${code} (${effect})`).join('; ')}`,
    expected: `${name} ${showVersion(last)} or later, or the same mended by the distribution`,
    remedy: `apt-get changelog ${name} | grep CVE- || rpm -q --changelog ${name} | grep CVE-`,
  })
}

function judgeBug(name: string, shown: string, { code, effect, mended }: KnownBug): Finding {
  const expected = `${name} ${showVersion(mended)} or later`
  return warn({ code, found: `${shown} ${effect}`, expected, remedy: null })
}
