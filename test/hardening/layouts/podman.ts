import fs from 'node:fs'
import type { Layout } from './axes.ts'
import { annotationsOf } from './config.ts'
import { FIRST_ID, type Place } from './place.ts'

/** hooks.d of a case: stage and element of each hook, in their order. */
export function writeHooks({ directory }: Place, hooks: readonly (readonly [string, object])[]): string {
  const hooksDir = `${directory}/hooks.d`
  fs.rmSync(hooksDir, { recursive: true, force: true })
  fs.mkdirSync(hooksDir)
  for (const [at, [stage, hook]] of hooks.entries()) {
    const text = JSON.stringify({ version: '1.0.0', hook, when: { always: true }, stages: [stage] })
    fs.writeFileSync(`${hooksDir}/${at}.json`, text)
  }
  return hooksDir
}

export function podmanCommand(
  layout: Layout,
  place: Place,
  name: string,
  runtime: string,
  isMapped: boolean,
  hooksDir: string,
): string[] {
  const annotations = Object.entries(annotationsOf(layout, place)).flatMap(([key, value]) => [
    '--annotation',
    `${key}=${value}`,
  ])
  const map = `0:${FIRST_ID}:65536`
  return [
    ...['podman', '--runtime', runtime, '--hooks-dir', hooksDir, 'run', '--rm', '--name', name, '--user', '1000:1000'],
    ...(isMapped ? ['--uidmap', map, '--gidmap', map] : []),
    ...annotations,
    ...devMount(layout, place),
    ...arrival(layout, place),
    ...['--rootfs', place.rootfs, '/bin/busybox', 'true'],
  ]
}

function devMount({ mount }: Layout, { directory }: Place): string[] {
  switch (mount) {
    case 'volume':
      return ['--volume', `${directory}/volume:/dev`]
    case 'host':
      return ['--volume', '/dev:/dev:rslave']
    case 'overlay':
      return ['--volume', '/tmp/canary/dev:/dev:O']
    default:
      return []
  }
}

function arrival({ arrival }: Layout, { device }: Place): string[] {
  if (arrival === 'entry') return ['--device', device]
  if (arrival === 'annotation') return []
  return ['--mount', `type=bind,source=${device},destination=${device}`]
}
