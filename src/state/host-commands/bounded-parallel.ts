/**
 * Does the work for each item, `most` items in parallel. An item that takes longer than `hold` milliseconds, and longer
 * than three times the average of the finished ones, continues, but the next item starts too. Results are in the order
 * of the items; after the first error no item is started.
 */
export async function boundedParallel<T, R>(
  most: number,
  items: readonly T[],
  work: (item: T) => Promise<R>,
  hold?: number,
): Promise<R[]> {
  const going: Promise<R>[] = []
  const broken = Promise.withResolvers<never>()
  const queue = oneByOne(items)
  const took = { done: 0, all: 0 }
  const usual = () => (took.done > 0 ? took.all / took.done : (hold ?? 0))
  const fail = (error: unknown) => {
    queue.return()
    broken.reject(error)
  }
  const turn = async () => {
    // All workers take from one queue, so a slow item delays no other.
    for (const [index, item] of queue) {
      const answer = work(item)
      going[index] = answer
      const start = performance.now()
      const spent = () => performance.now() - start
      let isDone = false
      answer.then(() => {
        isDone = true
        took.done++
        took.all += spent()
      }, fail)
      do await atMost(hold, answer)
      while (!isDone && spent() < 3 * usual())
    }
  }
  const turns = Promise.all(Array.from({ length: most }, turn))
  return Promise.race([turns.then(() => Promise.all(going)), broken.promise])
}

/** Waits for the work, at most this many milliseconds; without a number, without a limit. */
async function atMost(milliseconds: number | undefined, work: Promise<unknown>): Promise<void> {
  if (milliseconds === undefined) return void (await work)
  const { promise, resolve } = Promise.withResolvers<void>()
  const timer = setTimeout(resolve, milliseconds)
  try {
    await Promise.race([work, promise])
  } finally {
    clearTimeout(timer)
  }
}

/** A generator ends for all workers when one of them calls `return`, unlike the iterator of `entries`. */
function* oneByOne<T>(items: readonly T[]): Generator<[number, T], void> {
  yield* items.entries()
}
