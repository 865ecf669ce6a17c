/** As an ordinary user: whoever runs the tests, or nobody in the place of root. Files are then closed as they are to it. */
export async function asUser<Result>(work: () => Promise<Result>): Promise<Result> {
  if (process.geteuid?.() !== 0) return work()
  process.seteuid?.(NOBODY)
  try {
    return await work()
  } finally {
    process.seteuid?.(0)
  }
}

const NOBODY = 65_534
