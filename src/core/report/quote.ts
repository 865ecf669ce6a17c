/** Longest piece of foreign text that a message shows. */
const MAX_SHOWN = 120

/**
 * Foreign text as it may stand in a message or a log line: printable ASCII on one line, cut to 120 characters.
 *
 * Everything outside 0x20-0x7e is escaped, so that neither a newline nor a terminal sequence survives (CVE-2022-4318
 * is what happens otherwise). The limit counts what is printed, escapes included.
 */
export function printable(text: string, limit = MAX_SHOWN): string {
  const shown = text.slice(0, limit + 1).replace(/[^ -~]/g, escapeUnit)
  return shown.length > limit ? `${shown.slice(0, limit)}...` : shown
}

/**
 * Foreign text that means nothing to whatever may read a message: a shell, cron, sudo, a terminal. What is left as it is
 * are the characters of device paths, those of globs, and the space.
 */
export function harmless(text: string, limit = MAX_SHOWN): string {
  const shown = text.slice(0, limit + 1).replace(/[^A-Za-z0-9 ._:+@/,%*?[\]-]/g, escapeUnit)
  return shown.length > limit ? `${shown.slice(0, limit)}...` : shown
}

/** `harmless` text in double quotes. */
export function quote(text: string): string {
  return `"${harmless(text)}"`
}

/** Names a value for "found …": numbers and short strings as they are, everything else by kind. */
export function describe(value: unknown): string {
  if (typeof value === 'string') return quote(value)
  if (value === undefined) return 'nothing'
  if (Array.isArray(value)) return 'an array'
  return typeof value === 'object' && value !== null ? 'an object' : String(value)
}

function escapeUnit(unit: string): string {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`
}
