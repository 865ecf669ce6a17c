import { testPackages } from '../trixie/packages.ts'
import { runSuites } from '../trixie/suites.ts'
import type { Counts } from './counts.ts'
import { onDebian13, runBats, runHardening, runMatrix, runPlain, runVitest } from './run.ts'

/** One line of the summary. */
export interface Step {
  readonly name: string
  /** The step without whose success this one has nothing to test. */
  readonly needs?: string
  readonly run: () => Promise<Counts>
}

/** Everything that `npm test` runs, in order: what fails fastest comes first. */
export const STEPS: readonly Step[] = [
  { name: 'types', run: () => runPlain('tsc', ['-b']) },
  { name: 'lint', run: () => runPlain('biome', ['check', '.']) },
  // In one run, so that the gates of coverage count the tests of src/native too.
  { name: 'unit, native', run: () => runVitest(['unit', 'native'], '--coverage') },
  { name: 'build', run: () => runPlain(process.execPath, ['scripts/build.ts']) },
  { name: 'executable', needs: 'build', run: () => runVitest(['build']) },
  { name: 'hardening', needs: 'build', run: runHardening },
  { name: 'containers', needs: 'build', run: runBats },
  { name: 'debian 13', needs: 'build', run: () => onDebian13('containers on Debian 13', runSuites) },
  { name: 'packages', needs: 'build', run: () => onDebian13('packages', testPackages) },
  { name: 'matrix', needs: 'build', run: () => runMatrix(90) },
]
