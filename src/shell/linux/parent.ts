import fs from 'node:fs'

/** The words of our parent's command line: the engine or runtime that started us. */
export function parentCommand(): string[] {
  return parentWords('cmdline')
}

/** The environment that our parent was started with; empty where we may not look. */
export function parentEnvironment(): Readonly<Record<string, string>> {
  return Object.fromEntries(
    parentWords('environ').map((entry): [string, string] => {
      const at = entry.indexOf('=')
      return [entry.slice(0, at), entry.slice(at + 1)]
    }),
  )
}

function parentWords(file: 'cmdline' | 'environ'): string[] {
  try {
    return fs.readFileSync(`/proc/${process.ppid}/${file}`, 'utf8').split('\0')
  } catch {
    return [''] // It ended, or is closed to us: then it says nothing.
  }
}
