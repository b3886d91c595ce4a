import { toFailure } from './failure.ts'
import type { Intent } from './intent.ts'
import { sessionRowsOf } from './list.ts'
import type { State } from './model.ts'
import type { SessionRef } from './ref.ts'
import { select } from './select.ts'
import { parseSelector } from './selector.ts'
import { paneOf } from './target.ts'

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
