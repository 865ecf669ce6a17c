import koffi from 'koffi'

const RUSAGE_CHILDREN = -1
/** struct rusage of sys/resource.h, and ru_maxrss behind its two struct timeval. */
const SIZE_OF_RUSAGE = 144
const MAXRSS = 32

/** The most that any program started by this process had in memory, in megabytes. */
export function peakMemory(): number {
  const usage = Buffer.alloc(SIZE_OF_RUSAGE)
  const getrusage = koffi.load(null).func('int getrusage(int who, void *usage)')
  if (getrusage(RUSAGE_CHILDREN, usage) !== 0) throw new Error(`getrusage: errno ${koffi.errno()}`)
  return Math.round(Number(usage.readBigInt64LE(MAXRSS)) / 1024)
}
