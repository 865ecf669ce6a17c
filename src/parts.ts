/**
 * How the executable is put together: `main.ts` with all that it imports at once is the main script, and each late
 * `import()` is a part of its own, with its code cache, that is read when it comes to that. Only the build uses this
 * file; from source, Node does the same with the files themselves.
 */

type Require = (name: string) => unknown
/** What makes the exports of a module, by its name; `./` is left out. */
type Factories = Readonly<Record<string, (require: Require) => unknown>>

/**
 * Runs a program that is in parts.
 *
 * @param main The modules of the main script.
 * @param entry The one to start with.
 * @param builtin Node's own `require`.
 */
export function start(main: Factories, entry: string, builtin: Require): void {
  const factories: { [name: string]: Factories[string] } = { ...main }
  const loaded = new Map<string, unknown>()
  const load: Require = (path) => {
    if (!path.startsWith('./')) return builtin(path)
    const name = path.slice(2)
    if (loaded.has(name)) return loaded.get(name)
    // What a part has in common with the others is in it as well. Each module is still made once: it has state.
    if (!Object.hasOwn(factories, name)) Object.assign(factories, readPart(name))
    const exports = factories[name]?.(load)
    loaded.set(name, exports)
    return exports
  }
  load(`./${entry}`)
}

/** Node says so of the main script's cache: a start that is much slower than it was should not go unnoticed. */
const REJECTED = 'oci-device-hook: the code cache of this executable does not fit it, so it starts slowly\n'

function readPart(name: string): Factories {
  const sea = process.getBuiltinModule('node:sea')
  const { Script } = process.getBuiltinModule('node:vm')
  // Bytes to code units, one to one: the build sees to it that they are ASCII.
  const code = Buffer.from(sea.getRawAsset(name)).toString('latin1')
  const script = new Script(code, { filename: name, cachedData: new Uint8Array(sea.getRawAsset(`${name}.cache`)) })
  if (script.cachedDataRejected === true) sayOnPipe(REJECTED)
  return script.runInThisContext()
}

/** Not into a file, which a container may have chosen (src/shell/linux/listener.ts). */
function sayOnPipe(sentence: string): void {
  const fs = process.getBuiltinModule('node:fs')
  if (fs.fstatSync(2).isFIFO()) fs.writeSync(2, sentence)
}
