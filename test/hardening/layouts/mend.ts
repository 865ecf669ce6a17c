import fs from 'node:fs'
import { CANARY, makeCanary, shell } from './place.ts'
import { walk } from './snapshot.ts'

/** How the machine was before the first container: what a naive hook or a runtime changed is put back. */
export class Pristine {
  readonly #inodes = new Map(['/dev', '/etc', '/tmp'].flatMap((place) => [...walk(place)]))

  /** Undoes `changed`. What is below the directory of a case is made anew for each. */
  restore(changed: ReadonlyMap<string, string>): void {
    const paths = [...changed.keys()]
    for (const path of paths.filter((each) => each.startsWith('mount '))) unmount(path)
    if (paths.some((path) => path.startsWith(CANARY))) makeCanary()
    for (const path of paths.filter((each) => !each.startsWith('mount ') && !each.startsWith(CANARY))) this.#put(path)
  }

  #put(path: string): void {
    const was = this.#inodes.get(path)
    const raw = Buffer.from(path, 'latin1')
    if (was === undefined) fs.rmSync(raw, { recursive: true, force: true })
    if (was === undefined || was.isSymbolicLink()) return
    if (!fs.existsSync(raw)) shell(`mknod '${path}' c ${was.rdev >> 8n} ${was.rdev & 0xffn}`)
    fs.chownSync(raw, Number(was.uid), Number(was.gid))
    fs.chmodSync(raw, Number(was.mode & 0o7777n))
  }
}

function unmount(line: string): void {
  const point = line.split(' ')[5] ?? ''
  shell(`umount -l '${point}'`)
}
