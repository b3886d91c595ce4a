import type { UiState } from '../model/ui-state.ts'
import { type Step, step } from '../view/step.ts'
import { directoryOf, withFiles } from './file-selection.ts'

/** Lists another directory. */
export function listAt(state: UiState, path: string, pane?: string): Step {
  const anew = { path, listing: null, row: 0, top: 0, page: 0, filter: '' }
  return list(withFiles(state, { ...anew, text: null, found: null, scroll: 0 }), path, pane)
}

/** Lists the same directory again. The entry with the same name stays selected. */
export function listAgain(state: UiState): Step {
  const { files } = state.view
  if (!files) return step(state)
  const wanted = files.wanted ?? files.listing?.entries[files.row]?.name ?? null
  return list(withFiles(state, { wanted }), directoryOf(files))
}

function list(state: UiState, path: string, pane?: string): Step {
  const { files } = state.view
  if (!files) return step(state)
  const turn = files.turn + 1
  const { host, hidden, filter, page } = files
  return step(withFiles(state, { turn, isReading: true, failure: null }), {
    type: 'ask-files',
    host,
    ask: { do: 'list', path, hidden, filter, page, turn, ...(pane && { pane }) },
  })
}
