/**
 * `node FLAGS code-cache.ts SCRIPT...` writes what V8 made of each script to `SCRIPT.cache`.
 *
 * It is a program of its own because V8 rejects a cache that was made under other flags than those it runs with.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { Script } from 'node:vm'

for (const path of process.argv.slice(2)) {
  const script = new Script(readFileSync(path, 'latin1'), { filename: path })
  writeFileSync(`${path}.cache`, script.createCachedData())
}
