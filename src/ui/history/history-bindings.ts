import type { UiIntent } from '../model/intent.ts'
import type { UiState } from '../model/ui-state.ts'
import type { Mode } from '../model/view.ts'
import { hostOf, subjectOf } from '../sessions/action-target.ts'
import { type Binding, hint, inModes, inPanels } from '../view/binding.ts'

const LIST: readonly Mode[] = ['history']
const ENTRY: readonly Mode[] = ['history-entry']
const SEARCH: readonly Mode[] = ['history-search']

/** Keys of the history screen, and the key that opens it. */
export const historyKeys: readonly Binding[] = [
  inPanels(
    null,
    ['Y'],
    'the shared history of the project: prompts, answers, actions',
    openHistory,
  ),
  inModes(
    LIST,
    ['Enter'],
    'show the whole entry',
    { type: 'ask', mode: 'history-entry' },
    hint(0, 'read'),
  ),
  inModes(
    LIST,
    ['/'],
    'search the history',
    { type: 'ask', mode: 'history-search' },
    hint(1, 'search'),
  ),
  inModes(
    LIST,
    ['p'],
    'only entries of the same person, or all',
    { type: 'filter-history', by: 'person' },
    hint(2, 'person'),
  ),
  inModes(
    LIST,
    ['m'],
    'only entries from the same machine, or all',
    { type: 'filter-history', by: 'machine' },
    hint(5, 'machine'),
  ),
  inModes(
    LIST,
    ['s'],
    'only entries of the same session, or all',
    { type: 'filter-history', by: 'session' },
    hint(6, 'session'),
  ),
  inModes(LIST, ['r'], 'read the history again', { type: 'read-history' }),
  inModes(LIST, ['Escape', 'q', 'Y', 'C-c'], 'close', { type: 'back' }, hint(7, 'close')),
  inModes(ENTRY, ['Escape', 'q', 'Enter', 'C-c'], 'back', { type: 'back' }, hint(7, 'back')),
  inModes(SEARCH, ['Enter'], 'search', search, hint(0, 'search')),
  inModes(SEARCH, ['Escape', 'C-c'], 'cancel', { type: 'back' }, hint(1, 'cancel')),
]

function search({ view }: UiState): readonly UiIntent[] {
  return [{ type: 'submit' }, { type: 'search-history', text: view.line.text }]
}

/** Opens the history of the project that contains the working directory of the selected session. */
function openHistory(state: UiState): UiIntent {
  const target = state.view.panel === 'pool' ? null : subjectOf(state)
  const host = target?.host ?? hostOf(state)
  if (host === '') return { type: 'say', text: 'No host is selected.' }
  return { type: 'open-history', host, ...(target && { pane: target.pane }) }
}
