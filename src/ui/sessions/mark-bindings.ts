import type { UiState } from '../model/ui-state.ts'
import type { Panel } from '../model/view.ts'
import { type Binding, hint, inPanels } from '../view/binding.ts'

const LISTS: readonly Panel[] = ['pool', 'sessions']
const SESSIONS: readonly Panel[] = ['sessions']

/** Keys that mark sessions, to act on several at once. */
export const markKeys: readonly Binding[] = [
  inPanels(
    SESSIONS,
    ['Space'],
    'mark or unmark the session, and go down',
    { type: 'mark', what: 'one' },
    hint(9, 'mark'),
  ),
  inPanels(SESSIONS, ['v'], 'mark all sessions from the last marked one to this one', {
    type: 'mark',
    what: 'range',
  }),
  inPanels(LISTS, ['*'], 'mark all sessions that the filter shows', {
    type: 'mark',
    what: 'shown',
  }),
  inPanels(LISTS, ['+'], 'mark all sessions of this host that the filter shows', {
    type: 'mark',
    what: 'host',
  }),
  inPanels(LISTS, ['u'], 'clear all marks', { type: 'mark', what: 'none' }, { refused: noMarks }),
]

function noMarks({ view }: UiState): string | null {
  return view.marks.length > 0 ? null : 'Nothing is marked.'
}
