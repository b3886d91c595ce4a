import { type Failure, FailureError } from '../../../state/model/failure.ts'
import type { Entry } from '../../../state/model/log-entry.ts'
import type { Intent } from '../../../state/model/messages/intent.ts'
import type { State } from '../../../state/model/state.ts'
import { waitUntil } from '../../../state/wait-until.ts'
import type { ApiContext } from './route.ts'

/** Time in milliseconds to wait for a result in addition to the deadlines of the commands. */
const BEYOND = 5000

type WithRef = Extract<Intent, { readonly ref?: string }>

/** Dispatches an intent, and resolves with its result. @throws FailureError if it is refused, fails or times out. */
export async function outcomeOf(
  { fleet, nextRef }: Pick<ApiContext, 'fleet' | 'nextRef'>,
  intent: WithRef,
  limit = 3 * fleet.store.getState().settings.deadline + BEYOND,
): Promise<{ readonly message: string; readonly notes: readonly string[] }> {
  const { store } = fleet
  const ref = nextRef()
  store.dispatch({ ...intent, ref })
  const entry = await waitUntil(store, ({ log }) => log.findLast(isEnd(ref)) ?? null, limit)
  if (!entry)
    throw new FailureError({
      kind: 'late',
      what: `The operation did not complete within ${Math.round(limit / 1000)} s.`,
      hint: 'It may still complete: check its result before you repeat the request.',
    })
  if (entry.failure) throw new FailureError(entry.failure)
  const notes = store.getState().log.filter(each => each.ref === ref && each.tone === 'info')
  return { message: entry.text, notes: notes.map(each => each.text) }
}

/** Why an intent was refused immediately; undefined if it was not refused. */
export function refusalOf({ log }: State, ref: string): Failure | undefined {
  return log.findLast(each => each.ref === ref)?.failure
}

function isEnd(ref: string): (entry: Entry) => boolean {
  return entry => entry.ref === ref && entry.tone !== 'info'
}
