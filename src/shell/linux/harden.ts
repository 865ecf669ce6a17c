/** What a root process does first of all: no working directory that somebody else chose, no file for others to write. */
export function harden(): void {
  process.chdir('/')
  process.umask(0o077)
}
