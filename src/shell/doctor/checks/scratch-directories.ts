import { fail, ok, unknown } from '../../../core/doctor/finding.ts'
import { check } from '../check.ts'

/** Where the native add-on may be put for the moment in which it is loaded (native/koffi-file.ts). */
const PLACES = ['/run', '/dev/shm', '/var/tmp', '/tmp']

/** One place is enough that is not mounted noexec; createRuntime and verify need it. */
export const scratchDirectories = check(
  'scratch',
  (sources) => {
    const mounts = sources.read('/proc/mounts')
    return mounts === undefined ? undefined : PLACES.filter((place) => !isNoexec(mounts, place))
  },
  (usable) => {
    if (usable === undefined) {
      return [
        unknown({ code: 'SCRATCH_UNKNOWN', found: 'no /proc/mounts', expected: 'a table of mounts', remedy: null }),
      ]
    }
    const [first] = usable
    if (first !== undefined) return [ok('SCRATCH', `${first} lets the native add-on be loaded`)]
    const found = `${PLACES.join(', ')} are all mounted noexec`
    return [
      fail({
        code: 'SCRATCH_NOEXEC',
        found,
        expected: 'one without noexec',
        remedy: 'sudo mount -o remount,exec /run',
      }),
    ]
  },
)

/** The mount that a place lies on is the longest one that it starts with; of two, the later covers the earlier. */
function isNoexec(mounts: string, place: string): boolean {
  const covering = mounts
    .split('\n')
    .map((line) => line.split(' '))
    .filter(([, at = '']) => at === '/' || place === at || place.startsWith(`${at}/`))
    .sort(([, one = ''], [, other = '']) => one.length - other.length)
  const [, , , options = ''] = covering.at(-1) ?? []
  return options.split(',').includes('noexec')
}
