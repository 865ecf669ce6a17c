// npm run test:trixie [-- packages | FILE...]: container suites with podman 5.4, crun 1.21, runc 1.1.15 and containerd 1.7
// of Debian 13, or the packages installed there.
import { verdict } from './test/summary.ts'
import { noTreeBecause } from './trixie/install.ts'
import { testPackages } from './trixie/packages.ts'
import { runSuites } from './trixie/suites.ts'

const say = (line: string) => void process.stdout.write(`${line}\n`)
const [first, ...rest] = process.argv.slice(2)
const reason = await noTreeBecause(say)
if (reason !== undefined) {
  say(`cannot run: ${reason}`)
  process.exitCode = 1
} else {
  const counts =
    first === 'packages' ? await testPackages(say) : await runSuites(say, first === undefined ? [] : [first, ...rest])
  say(verdict(counts))
  process.exitCode = counts.failed > 0 ? 1 : 0
}
