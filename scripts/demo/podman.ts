import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { usePodmanStorage } from './podman-settings.ts'
import { DIST, heading, must, show, tell } from './show.ts'
import { type Ending, makeDevice, makeRootfs, USE_DEVICE, USER } from './stage.ts'

/** The main job with rootful podman and the precreate stage. */
export async function playPodman(directory: string): Promise<Ending> {
  await prepare(directory)
  try {
    return await scenes(directory)
  } finally {
    await must(directory, 'podman rm --all --force --time 0')
  }
}

async function prepare(directory: string): Promise<void> {
  usePodmanStorage(directory)
  await makeDevice(directory)
  await makeRootfs(directory)
  await must(directory, 'tar -C rootfs -c . | podman import --quiet - localhost/busybox')
  copyHooksDirectory(directory)
}

async function scenes(directory: string): Promise<Ending> {
  const options = `--user ${USER} --device ./video2:/dev/video2`
  heading('A device: only root and the group video may open it')
  await show(directory, 'ls -l video2')
  heading(`Without the hook: the container's user is ${USER}, in no group of this host`)
  const without = await show(directory, `podman run --name without ${options} localhost/busybox ${USE_DEVICE}`)
  heading('With the hook')
  const annotation = '--annotation oci-device-hook/mode=auto'
  const hooked = await show(
    directory,
    `podman --hooks-dir hooks.d run --rm ${annotation} ${options} localhost/busybox ${USE_DEVICE}`,
  )
  heading('What the hook does about the first container, and why')
  tell('(without.json is the config.json that podman made for it)')
  await must(directory, `cp "$(podman inspect --format '{{.OCIConfigPath}}' without)" without.json`)
  await show(directory, 'oci-device-hook plan --config without.json')
  return { without: without.succeeded, withHook: hooked.succeeded }
}

/** A copy of the shipped entry that names the executable just built instead of the installed one. */
function copyHooksDirectory(directory: string): void {
  const name = 'oci-device-hook-precreate.json'
  const shipped = readFileSync(new URL(`../../hooks.d/precreate/${name}`, import.meta.url), 'utf8')
  mkdirSync(join(directory, 'hooks.d'))
  writeFileSync(
    join(directory, 'hooks.d', name),
    shipped.replace('/usr/bin/oci-device-hook', `${DIST}/oci-device-hook`),
  )
}
