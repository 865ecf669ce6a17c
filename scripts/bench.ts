// npm run bench: ours and its rivals side by side, in one run.
import { existsSync } from 'node:fs'
import { parseOptions } from './bench/options.ts'
import { play } from './bench/play.ts'
import { installBenchTools } from './bench/tools.ts'
import { HOOK } from './matrix/binary.ts'
import { enterStage, stageDirectory } from './matrix/stage.ts'

const options = parseOptions(process.argv.slice(2))
const stage = stageDirectory()
process.exitCode = stage === undefined ? await begin() : await play(options, stage)

/** On the real host: what is missing is installed or told, then the stage is entered. */
async function begin(): Promise<number> {
  if (process.getuid?.() !== 0) return refuse('the benchmark starts rootful containers: run it as root')
  if (!existsSync(HOOK)) return refuse(`there is no ${HOOK}: run npm run build first`)
  await installBenchTools((line) => process.stdout.write(`${line}\n`))
  return enterStage()
}

function refuse(reason: string): number {
  process.stderr.write(`${reason}\n`)
  return 2
}
