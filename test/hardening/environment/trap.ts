import { execFileSync } from 'node:child_process'
import { copyFileSync, mkdirSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Kind } from './axes.ts'
import { Watch } from './inotify.ts'
import type { Variable } from './variables.ts'

const SOURCE = fileURLToPath(new URL('evil.c', import.meta.url))
const LIBRARY = '/tmp/evil.so'
const CANARY = '/tmp/canary'
const TRAP = '/tmp/trap'
const NAME = 'evil'

/** Makes the library that leaves a trace in CANARY, and the place for the traces. */
export function buildEvil(): void {
  execFileSync('cc', ['-shared', '-fPIC', '-o', LIBRARY, SOURCE])
  mkdirSync(CANARY, { mode: 0o777 })
}

/** A thing that a variable names, with an eye on it. */
export class Trap implements Disposable {
  readonly path: string
  readonly #watch: Watch

  constructor({ content }: Variable, kind: Kind, rootfs: string) {
    for (const directory of [TRAP, `${rootfs}/trap`]) {
      rmSync(directory, { recursive: true, force: true })
      mkdirSync(directory)
    }
    for (const trace of readdirSync(CANARY)) rmSync(`${CANARY}/${trace}`)
    const place = kind === 'image' ? `${rootfs}/trap` : TRAP
    plant(`${place}/${NAME}`, content, kind)
    // runc and crun start these hooks in the root file system.
    this.path = kind === 'image' ? `/proc/self/cwd/trap/${NAME}` : `${TRAP}/${NAME}`
    this.#watch = new Watch(kind === 'directory' ? [place, `${place}/${NAME}`] : [place])
  }

  /** What was done to it: nothing, when all is well. */
  sprung(): string[] {
    return [...this.#watch.events(), ...readdirSync(CANARY).map((pid) => `process ${pid} loaded it`)]
  }

  [Symbol.dispose](): void {
    this.#watch[Symbol.dispose]()
  }
}

function plant(path: string, content: Variable['content'], kind: Kind): void {
  if (kind === 'missing') return
  if (kind === 'directory') plantDirectory(path, content)
  else if (kind === 'fifo') execFileSync('mkfifo', [path])
  else if (kind === 'link') {
    write(`${path}.target`, content)
    symlinkSync(`${path}.target`, path)
  } else write(path, content)
}

/** A library that the executable needs, for those who look for libraries in there. */
function plantDirectory(path: string, content: Variable['content']): void {
  mkdirSync(path)
  if (content === 'library') write(`${path}/libstdc++.so.6`, content)
}

function write(path: string, content: Variable['content']): void {
  if (content === 'library') copyFileSync(LIBRARY, path)
  else writeFileSync(path, TEXTS[content])
}

const TEXTS: Readonly<Record<Exclude<Variable['content'], 'library'>, string>> = {
  script: `require('fs').writeFileSync('${CANARY}/script', '')\n`,
  openssl: `nodejs_conf = init\nopenssl_conf = init\n[init]\nproviders = providers\n[providers]\nevil = evil\n[evil]\nmodule = ${LIBRARY}\nactivate = 1\n`,
  text: 'text\n',
}
