import type { Koffi } from './koffi.ts'

/**
 * Loads the add-on that a descriptor stands for. The path is Linux's name for the open file itself: what was checked is
 * what gets loaded, whatever happens to the directory it came from.
 *
 * @throws `ERR_DLOPEN_FAILED` when the mount is noexec, or the file is for another machine.
 */
export function openAddon(fd: number): Koffi {
  const addon: { exports: Partial<Koffi> } = { exports: {} }
  process.dlopen(addon, `/proc/self/fd/${fd}`)
  return addon.exports as Koffi // N-API fills it; an add-on other than koffi cannot get here.
}
