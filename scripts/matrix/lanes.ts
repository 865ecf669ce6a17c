/** Works through `items`, `width` at a time, in their order; answers in their order too. */
export async function inLanes<T, R>(
  items: readonly T[],
  width: number,
  work: (item: T, index: number) => Promise<R>,
): Promise<R[]> {
  const results = new Map<number, R>()
  let next = 0
  const lane = async () => {
    for (let at = next++; at < items.length; at = next++) {
      const item = items[at]
      if (item !== undefined) results.set(at, await work(item, at))
    }
  }
  await Promise.all(Array.from({ length: width }, lane))
  return [...results].sort(([a], [b]) => a - b).map(([, result]) => result)
}
