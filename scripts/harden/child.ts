// One suite in a process of its own: child.ts NAME SIZE SEED FILE. What it found goes to the file.
import { writeFileSync } from 'node:fs'
import { SUITES } from '../../test/hardening/suites.ts'

const [name, size, seed, file] = process.argv.slice(2)
const suite = SUITES.find((each) => each.name === name)
if (suite === undefined || file === undefined) throw new Error(`There is no suite ${name}, or no file for its findings`)
writeFileSync(file, JSON.stringify(await suite.run(Number(size), Number(seed))))
