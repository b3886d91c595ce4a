/** Does the work for each, so many side by side. Answers come in the order of the items; after the first error none is begun. */
export async function inTurns<T, R>(
  most: number,
  items: readonly T[],
  work: (item: T) => Promise<R>,
): Promise<R[]> {
  const results: R[] = []
  const queue = oneByOne(items)
  const turn = async () => {
    // All turns take from one queue: nobody waits for a slow neighbour.
    for (const [index, item] of queue) results[index] = await work(item)
  }
  await Promise.all(Array.from({ length: most }, turn))
  return results
}

/** Unlike what `entries` gives, it is over for all turns as soon as one of them leaves its loop. */
function* oneByOne<T>(items: readonly T[]): Generator<[number, T]> {
  yield* items.entries()
}
