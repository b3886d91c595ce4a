import { type Failure, FailureError } from '../../state/model/failure.ts'
import type { Screen, Scrollback } from '../../state/model/live-pane.ts'
import type { State } from '../../state/model/state.ts'
import { waitUntil } from '../../state/wait-until.ts'
import { timeoutFailure } from '../command/wait.ts'
import type { ResolvedTarget } from '../recipients/resolve-target.ts'

/** Starts to follow a pane. Resolves with the pane's first screen. */
export function followPane(picked: ResolvedTarget): Promise<Screen> {
  picked.fleet.store.dispatch({ type: 'follow', target: picked.target })
  return answer(picked, ({ output }) => output.screen)
}

/**
 * The newest `count` rows of the followed pane's scrollback, and its screen. If `joined` is true, wrapped rows are
 * joined.
 */
export function readScrollback(
  picked: ResolvedTarget,
  count: number,
  joined = false,
): Promise<Scrollback> {
  picked.fleet.store.dispatch({ type: 'read-scrollback', lines: count, joined })
  return answer(picked, ({ output }) => output.scrollback ?? null)
}

/** Waits for a value that is not null. @throws FailureError if the pane is gone or the timeout has passed. */
async function answer<T>(
  { fleet, target, limit }: ResolvedTarget,
  ask: (state: State) => T | null,
): Promise<T> {
  const before = fleet.store.getState().log.length
  const answered = await waitUntil<{ value: T } | { failure: Failure }>(
    fleet.store,
    state => {
      const failure = state.output.failure ?? failedSince(state, before, target.host)
      if (failure) return { failure }
      const value = ask(state)
      return value === null ? null : { value }
    },
    limit,
  )
  if (!answered) throw new FailureError(timeoutFailure(target.host, limit))
  if ('failure' in answered) throw new FailureError(answered.failure)
  return answered.value
}

function failedSince({ log }: State, before: number, host: string): Failure | undefined {
  return log.slice(before).find(entry => entry.failure?.host === host)?.failure
}
