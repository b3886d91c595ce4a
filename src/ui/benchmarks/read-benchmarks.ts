import type { Benchmarks } from '../../state/benchmarks/benchmarks-handle.ts'
import { summarize } from '../../state/benchmarks/reports/benchmark-summary.ts'
import { sentence, toFailure } from '../../state/model/failure.ts'
import type { UiStore } from '../view/ui-store.ts'

/** Time between two reads of the benchmarks' files, in milliseconds. */
const EVERY = 1000
/** Maximum number of benchmarks on the screen, the newest ones; the screen also shows the number of all. */
const MOST = 50

/**
 * Reads the benchmarks from files while their screen is open, since another process may run them. Returns a function
 * that stops the reading.
 */
export function readBenchmarks(
  store: UiStore,
  benchmarks: () => Promise<Pick<Benchmarks, 'list' | 'show'>>,
): () => void {
  let timer: NodeJS.Timeout | null = null
  let isReading = false
  const isShown = () => store.getState().view.mode === 'benchmarks'

  async function read(): Promise<void> {
    timer = null
    try {
      const from = await benchmarks()
      const listed = await from.list()
      const rows = listed.slice(0, MOST)
      const all = await Promise.all(rows.map(async ({ id }) => summarize(await from.show(id))))
      const more = listed.length - rows.length
      store.dispatch({ type: 'benchmarks-read', all, more, failure: null })
    } catch (thrown) {
      const failure = sentence(toFailure(thrown))
      store.dispatch({ type: 'benchmarks-read', all: [], more: 0, failure })
    }
  }

  function next(): void {
    if (!isShown() || isReading || timer) return
    isReading = true
    void read().finally(() => {
      isReading = false
      if (isShown()) timer = setTimeout(again, EVERY)
    })
  }

  function again(): void {
    timer = null
    next()
  }

  const unsubscribe = store.subscribe(next)
  return () => {
    unsubscribe()
    if (timer) clearTimeout(timer)
  }
}
