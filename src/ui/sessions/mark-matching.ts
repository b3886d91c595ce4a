import { toFailure } from '../../state/model/failure.ts'
import type { SessionRef } from '../../state/model/target.ts'
import { select } from '../../state/selectors/select-sessions.ts'
import { parseSelector } from '../../state/selectors/selector.ts'
import { paneOf } from '../../state/targets/target.ts'
import type { UiIntent } from '../model/intent.ts'
import type { UiState } from '../model/ui-state.ts'
import { sessionRowsOf } from './session-list-rows.ts'

/** Marks matching sessions. A text with `=` is a selector as on the command line; any other text is a filter. */
export function markMatching(state: UiState, rest: string): UiIntent | string {
  if (rest.trim() === '')
    return 'Type filter words after mark, or terms such as host=gpu* state=quiet.'
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
    const { what, hint } = toFailure(error)
    return hint ? `${what} ${hint}` : what
  }
}

function filteredBy(state: UiState, filter: string): readonly SessionRef[] {
  return sessionRowsOf({ ...state, view: { ...state.view, filter } }).map(({ host, session }) => ({
    host: host.config.name,
    session: session.id,
  }))
}

function marked(sessions: readonly SessionRef[]): UiIntent | string {
  return sessions.length > 0 ? { type: 'mark-these', sessions } : 'No session matches.'
}
