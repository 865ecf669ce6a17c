import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { type Tree, treeOf } from './tree.ts'

const DIRECTORY = fileURLToPath(new URL('seeds/', import.meta.url))

/** Real documents, as podman, crun and runc write them, and policy files. See seeds/README.md. */
export const SEEDS = { config: read('config'), state: read('state'), policy: read('policy') } as const
export const TREES: Readonly<Record<'config' | 'state', readonly Tree[]>> = {
  config: SEEDS.config.map((bytes) => treeOf(bytes.toString())),
  state: SEEDS.state.map((bytes) => treeOf(bytes.toString())),
}

function read(kind: string): Buffer[] {
  const directory = `${DIRECTORY}${kind}/`
  return readdirSync(directory)
    .sort()
    .map((name) => readFileSync(`${directory}${name}`))
}
