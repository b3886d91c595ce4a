import { type StartedRow, startedRows } from '../../state/launch/started.ts'
import { strip } from '../../state/text/text.ts'
import type { UiIntent } from '../model/intent.ts'
import type { UiState } from '../model/ui-state.ts'
import { overlayRows } from '../view/dialog.ts'
import { withView } from '../view/toast.ts'

/** Number of rows above the list: the counts. */
export const LAUNCHES_HEAD = 1

function selectedLaunch(state: UiState): StartedRow | undefined {
  return startedRows(state)[state.view.hit]
}

/** Moves the selection and scrolls so that it stays visible. */
export function moveLaunch(state: UiState, by: number): UiState {
  const last = startedRows(state).length - 1
  const hit = Math.max(0, Math.min(state.view.hit + by, last))
  const rows = overlayRows(state, LAUNCHES_HEAD)
  return withView(state, {
    hit,
    scroll: Math.max(hit - rows + 1, Math.min(state.view.scroll, hit)),
  })
}

/** Goes to the session of the selected row, or says that it has none. */
export function jumpToLaunch(state: UiState): UiIntent {
  const row = selectedLaunch(state)
  if (row?.session) return { type: 'go', ...row.session }
  if (!row || row.id === '') return { type: 'say', text: 'The session has not started yet.' }
  const where = `${strip(row.host)} has no session ${row.id} any more.`
  return { type: 'say', text: where }
}

export function whyNoLaunchThere(state: UiState): string | null {
  const asked = jumpToLaunch(state)
  return asked.type === 'say' ? asked.text : null
}
