import { existsSync } from 'node:fs'
import { installMissing } from '../engines/install.ts'
import { TEST_TOOLS, type Tool } from '../engines/tools.ts'

const RIVALS: readonly Tool[] = [
  { command: 'python3', packages: { debian: 'python3', fedora: 'python3' }, purpose: 'the rival in Python' },
  { command: 'go', packages: { debian: 'golang-go', fedora: 'golang' }, purpose: 'the rival in Go' },
  { command: 'gcc', packages: { debian: 'gcc', fedora: 'gcc' }, purpose: 'the rival in C' },
  { command: 'strip', packages: { debian: 'binutils', fedora: 'binutils' }, purpose: 'the empty executables' },
]
const HEADER = '/usr/include/json-c/json.h'
/** A library has no command to look for; this name is never found, so that its package is asked for. */
const JSON_C: Tool = {
  command: 'json-c (a library)',
  packages: { debian: 'libjson-c-dev', fedora: 'json-c-devel' },
  purpose: 'the rival in C',
}

/** Installs engines, compilers and interpreters; tells which are missing after all. */
export async function installBenchTools(say: (line: string) => void): Promise<void> {
  const wanted = [...TEST_TOOLS, ...RIVALS, ...(existsSync(HEADER) ? [] : [JSON_C])]
  const { missing, remedy } = await installMissing(wanted, say)
  const left = missing.filter((tool) => tool !== JSON_C || !existsSync(HEADER))
  for (const { command, purpose } of left) say(`Without ${command} there is no ${purpose}. ${remedy}`)
}
