import { toFailure } from './model/failure.ts'
import type { Intent } from './model/intent.ts'
import type { State } from './model/state.ts'
import type { SessionRef } from './model/target.ts'
import { sessionRowsOf } from './session-list-rows.ts'
import { select } from './sessions/select.ts'
import { parseSelector } from './sessions/selector.ts'
import { paneOf } from './sessions/target.ts'

/** With a `=` in it, it is a selector as the CLI has them; else words as in the filter. */
export function markMatching(state: State, rest: string): Intent | string {
  if (rest.trim() === '') return 'Mark what? Words of the filter, or host=gpu* state=quiet.'
  if (!rest.includes('=')) return marked(filteredBy(state, rest))
  try {
    const { targets } = select(state, parseSelector(rest))
    return marked(
      targets.flatMap(target => {
        const found = paneOf(state, target)
        return found ? [{ host: target.host, session: found.session.id }] : []
      }),
    )
  } catch (error) {
    const { what, now } = toFailure(error)
    return now ? `${what} ${now}` : what
  }
}

function filteredBy(state: State, filter: string): readonly SessionRef[] {
  return sessionRowsOf({ ...state, view: { ...state.view, filter } }).map(({ host, session }) => ({
    host: host.config.name,
    session: session.id,
  }))
}

function marked(sessions: readonly SessionRef[]): Intent | string {
  return sessions.length > 0 ? { type: 'mark-these', sessions } : 'No session matches.'
}
