const NOBODY = 65_534

/** As an ordinary user: whoever runs the tests, or `uid` in the place of root. Files are then closed as they are to it. */
export async function asUser<Result>(work: () => Promise<Result>, uid = NOBODY): Promise<Result> {
  if (process.geteuid?.() !== 0) return work()
  process.seteuid?.(uid)
  try {
    return await work()
  } finally {
    process.seteuid?.(0)
  }
}
