import type { State } from './model/state.ts'
import type { Store } from './store.ts'

/**
 * Resolves with the first answer that is not null, asked now and after every change of state.
 * Resolves with null past the limit, in milliseconds.
 */
export function when<T>(
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
    // Node's timers overflow beyond this, which is 24 days.
    const timer = setTimeout(() => end(null), Math.min(limit, 2 ** 31 - 1))
    const stop = store.subscribe(look)
    look()
  })
}
