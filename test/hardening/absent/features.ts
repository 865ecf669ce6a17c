/** System calls by number, on the architectures that the hook runs on. From 424 on they are the same. */
const SINCE_5_1: Readonly<Record<string, number>> = {
  open_tree: 428,
  move_mount: 429,
  fsopen: 430,
  fsconfig: 431,
  fsmount: 432,
  pidfd_open: 434,
  clone3: 435,
  close_range: 436,
  openat2: 437,
  faccessat2: 439,
  epoll_pwait2: 441,
  mount_setattr: 442,
  fchmodat2: 452,
  io_uring_setup: 425,
}
const OLDER: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  statx: { x64: 332, arm64: 291 },
  setns: { x64: 308, arm64: 268 },
  unshare: { x64: 272, arm64: 97 },
  memfd_create: { x64: 319, arm64: 279 },
  membarrier: { x64: 324, arm64: 283 },
  rseq: { x64: 334, arm64: 293 },
  getrandom: { x64: 318, arm64: 278 },
  renameat2: { x64: 316, arm64: 276 },
}

/** Every system call that an older kernel, or the filter of an outer container, may answer with ENOSYS. */
export const FEATURES: readonly string[] = [...Object.keys(SINCE_5_1), ...Object.keys(OLDER)]

/** @throws {Error} on another architecture. */
export function numberOf(feature: string): number {
  const number = SINCE_5_1[feature] ?? OLDER[feature]?.[process.arch]
  if (number === undefined) throw new Error(`the number of ${feature} is not known for ${process.arch}`)
  return number
}
