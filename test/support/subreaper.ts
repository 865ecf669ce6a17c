import koffi from 'koffi'

const PR_SET_CHILD_SUBREAPER = 36

/**
 * vitest's main process adopts what its workers leave behind. A fake container whose starter has ended then becomes a
 * child of the worker's own parent: just as the init of a real one is a child of the runtime that is the hook's parent.
 *
 * @see https://man7.org/linux/man-pages/man2/PR_SET_CHILD_SUBREAPER.2const.html
 */
export default function adoptOrphans(): void {
  const prctl = koffi.load(null).func('int prctl(int op, unsigned long arg2, long arg3, long arg4, long arg5)')
  if (prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) !== 0) throw new Error(`prctl: errno ${koffi.errno()}`)
}
