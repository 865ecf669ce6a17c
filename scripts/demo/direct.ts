import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { config } from './config.ts'
import { heading, show, tell } from './show.ts'
import { type Ending, USER, videoGroup } from './stage.ts'

/** The main job without an engine: what the hook makes of a config.json, as podman calls it. */
export async function playDirect(directory: string): Promise<Ending> {
  writeFileSync(join(directory, 'config.json'), config(await videoGroup()))
  heading(`A config.json whose user is ${USER}, with a device that only root and the group video may open`)
  await show(directory, `grep '"devices": ' config.json`)
  heading('What the hook makes of it')
  tell('(podman gives it the config and starts the container with what comes back)')
  const hooked = await show(directory, 'oci-device-hook precreate < config.json > changed.json')
  const difference = await show(directory, 'diff config.json changed.json')
  heading('Why')
  await show(directory, 'oci-device-hook plan --config config.json')
  return { without: false, withHook: hooked.succeeded && !difference.succeeded }
}
