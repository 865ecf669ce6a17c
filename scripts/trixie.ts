// npm run test:trixie [-- FILE...]: bats suites with podman 5.4, crun 1.21 and runc 1.1.15 of Debian 13.

import { verdict } from './test/summary.ts'
import { runSuites } from './trixie/run.ts'

const say = (line: string) => void process.stdout.write(`${line}\n`)
const suites = process.argv.slice(2)
const counts = await runSuites(say, suites.length === 0 ? undefined : suites)
say(verdict(counts))
process.exitCode = counts.failed > 0 ? 1 : 0
