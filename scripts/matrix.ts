// npm run test:matrix: containers that really open devices, against what plan, verify and the log say of them.
import { existsSync } from 'node:fs'
import { findCommand } from './engines/find.ts'
import { installMissing } from './engines/install.ts'
import { TEST_TOOLS } from './engines/tools.ts'
import { HOOK } from './matrix/binary.ts'
import { parseOptions } from './matrix/options.ts'
import { play } from './matrix/play.ts'
import { enterStage, stageDirectory } from './matrix/stage.ts'

const stage = stageDirectory()
process.exitCode = stage === undefined ? await begin() : await play(parseOptions(process.argv.slice(2)), stage)

/** On the real host: what is missing is installed or told, then the stage is entered. */
async function begin(): Promise<number> {
  parseOptions(process.argv.slice(2)) // A slip of the fingers should be told now.
  if (process.getuid?.() !== 0) return refuse('the matrix starts rootful containers: run it as root')
  if (!existsSync(HOOK)) return refuse(`there is no ${HOOK}: run npm run build first`)
  const { missing, remedy } = await installMissing(TEST_TOOLS, say)
  if (findCommand('busybox') === undefined) return refuse(`every container is made of busybox. ${remedy ?? ''}`)
  for (const { command } of missing) say(`Skipped: all cells of ${command}. ${remedy}`)
  return enterStage()
}

function refuse(reason: string): number {
  process.stderr.write(`${reason}\n`)
  return 2
}

function say(line: string): void {
  process.stdout.write(`${line}\n`)
}
