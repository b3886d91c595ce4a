import type { State } from './model/state.ts'
import type { Store } from './store.ts'

/**
 * Calls `ask` now and after every change of state, and resolves with the first result that is not null.
 * Resolves with null after `limit` milliseconds.
 */
export function waitUntil<T>(
  store: Store,
  ask: (state: State) => T | null,
  limit: number,
): Promise<T | null> {
  return new Promise(resolve => {
    const end = (answer: T | null) => {
      clearTimeout(timer)
      stop()
      resolve(answer)
    }
    const look = () => {
      const answer = ask(store.getState())
      if (answer !== null) end(answer)
    }
    // Longer delays (over 24 days) overflow Node's timers.
    const timer = setTimeout(() => end(null), Math.min(limit, 2 ** 31 - 1))
    const stop = store.subscribe(look)
    look()
  })
}
