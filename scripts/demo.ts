// npm start: builds the hook and runs its main job in front of the reader.
import { execa } from 'execa'
import { choosePlay, installTools } from './demo/choose.ts'
import { enter, isInside, mayEnter } from './demo/namespace.ts'
import { heading, tell } from './demo/show.ts'
import { type Ending, onStage } from './demo/stage.ts'

process.exitCode = isInside() ? await play(true) : await start()

async function start(): Promise<number> {
  heading('Building dist/oci-device-hook')
  await execa(process.execPath, ['scripts/build.ts'], { stdio: ['ignore', 'inherit', 'inherit'] })
  await installTools()
  if (await mayEnter()) return enter()
  tell('Without the right to run containers this shows what the hook makes of a config.json; try it as root.')
  return play(false)
}

async function play(mayRunContainers: boolean): Promise<number> {
  return verdict(await onStage(choosePlay(mayRunContainers)))
}

function verdict({ without, withHook }: Ending): number {
  const shown = !without && withHook
  tell(shown ? '\nThe same container, the same device: only the hook differs.' : '\nThis did not go as it should.')
  return shown ? 0 : 1
}
