/**
 * Works through `items` in two lanes; answers in their order.
 *
 * Items that must not run beside each other all go through the first lane, which helps with the others afterwards.
 */
export async function inTwoLanes<T, R>(
  items: readonly T[],
  mustBeAlone: (item: T) => boolean,
  work: (item: T, index: number) => Promise<R>,
): Promise<R[]> {
  const results = new Map<number, R>()
  const numbered = items.map((item, index) => ({ item, index }))
  const alone = numbered.filter(({ item }) => mustBeAlone(item))
  const others = numbered.filter(({ item }) => !mustBeAlone(item))
  const lane = async (...queues: (typeof numbered)[]) => {
    for (let next = take(queues); next !== undefined; next = take(queues)) {
      results.set(next.index, await work(next.item, next.index))
    }
  }
  await Promise.all([lane(alone, others), lane(others)])
  return [...results].sort(([a], [b]) => a - b).map(([, result]) => result)
}

function take<T>(queues: readonly T[][]): T | undefined {
  return queues.find((queue) => queue.length > 0)?.shift()
}
