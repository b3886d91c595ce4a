/** Does the work for each, so many side by side. Answers come in the order of the items; the first error ends it. */
export async function inTurns<T, R>(
  most: number,
  items: readonly T[],
  work: (item: T) => Promise<R>,
): Promise<R[]> {
  const results: R[] = []
  const queue = items.entries()
  const turn = async () => {
    // All turns take from one queue: nobody waits for a slow neighbour.
    for (const [index, item] of queue) results[index] = await work(item)
  }
  await Promise.all(Array.from({ length: most }, turn))
  return results
}
