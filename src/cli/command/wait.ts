import { type Failure, FailureError, makeFailure } from '../../state/model/failure.ts'
import type { Entry } from '../../state/model/log-entry.ts'
import type { State } from '../../state/model/state.ts'
import type { Store } from '../../state/store.ts'
import { strip } from '../../state/text/text.ts'
import type { CommandContext } from './context.ts'

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

/** Resolves after so many milliseconds, at once when there are none left. */
export function pause(milliseconds: number): Promise<void> {
  return new Promise(resolve => setTimeout(resolve, Math.max(0, milliseconds)))
}

/** What became of the intent with this `ref`. @throws FailureError where it failed or nothing came of it. */
export async function receipt(
  store: Store,
  ref: string,
  host: string,
  limit: number,
): Promise<Entry> {
  const entry = await when(
    store,
    ({ log }) => log.findLast(each => each.ref === ref && each.tone !== 'info') ?? null,
    limit,
  )
  if (!entry) throw new FailureError(late(host, limit))
  if (entry.failure) throw new FailureError(entry.failure)
  return entry
}

/** What there was to know beside it. */
export function sayWarnings({ say }: Pick<CommandContext, 'say'>, store: Store, ref: string): void {
  for (const entry of store.getState().log) {
    if (entry.ref === ref && entry.tone === 'info') say(strip(entry.text))
  }
}

export function late(host: string, limit: number): Failure {
  return makeFailure({
    kind: 'late',
    host,
    what: `No answer within ${limit / 1000} s.`,
    now: 'Give it longer with --timeout, or see `fleetmux doctor`.',
  })
}
