/**
 * Does the work for each, so many side by side. One that takes longer than `hold` milliseconds goes on, but no
 * longer keeps the next from its turn; where all are slow, after three times as long as others took.
 * Answers come in the order of the items; after the first error none is begun.
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
    // All turns take from one queue: nobody waits for a slow neighbour.
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

/** Waits for the work, or for so many milliseconds; for ever without them. */
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

/** Unlike what `entries` gives, it is over for all turns as soon as one of them leaves its loop. */
function* oneByOne<T>(items: readonly T[]): Generator<[number, T], void> {
  yield* items.entries()
}
