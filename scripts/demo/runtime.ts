import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { config, HOOKS } from './config.ts'
import { heading, must, show, tell } from './show.ts'
import { type Ending, makeRootfs, USER, videoGroup } from './stage.ts'

/** The main job with a plain runtime and the createRuntime stage. */
export async function playRuntime(runtime: 'crun' | 'runc', directory: string): Promise<Ending> {
  await must(directory, 'mkdir without with')
  await makeRootfs(join(directory, 'without'))
  await makeRootfs(join(directory, 'with'))
  const gid = await videoGroup()
  writeFileSync(join(directory, 'without', 'config.json'), config(gid))
  writeFileSync(join(directory, 'with', 'config.json'), config(gid, HOOKS))
  return scenes(runtime, directory)
}

async function scenes(runtime: string, directory: string): Promise<Ending> {
  const id = `oci-device-hook-demo-${process.pid}`
  heading(`A bundle whose user is ${USER}, with a device that only root and the group video may open`)
  await show(directory, `grep '"devices": ' without/config.json`)
  heading('Without the hook')
  const without = await show(directory, `${runtime} run --bundle without ${id}`)
  heading('With the hook')
  tell('(with/config.json differs in one thing)')
  await show(directory, 'diff without/config.json with/config.json')
  const hooked = await show(directory, `${runtime} run --bundle with ${id}`)
  heading('What the hook does, and why')
  await show(directory, 'oci-device-hook plan --bundle without --stage precreate')
  return { without: without.succeeded, withHook: hooked.succeeded }
}
