import { isReached } from '../../state/hosts/link-text.ts'
import { type StartedRow, startedRows } from '../../state/launch/started.ts'
import { strip } from '../../state/text/text.ts'
import type { UiIntent } from '../model/intent.ts'
import type { UiState } from '../model/ui-state.ts'
import { overlayRows } from '../view/dialog.ts'
import { withView } from '../view/toast.ts'

/** Number of rows above the list of started sessions: one, which says how many are started, failed and starting. */
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
  return { type: 'say', text: row ? whyNoSession(state, row) : 'Nothing is selected.' }
}

function whyNoSession({ hosts }: UiState, { state, host, id }: StartedRow): string {
  if (state === 'failed' && id === '') return 'The session did not start.'
  if (state === 'starting') return 'The session has not started yet.'
  const known = hosts.get(host)
  if (!known || !isReached(known)) return `${strip(host)} is not connected.`
  return `${strip(host)} has no session ${id}.`
}

export function whyNoLaunchThere(state: UiState): string | null {
  const asked = jumpToLaunch(state)
  return asked.type === 'say' ? asked.text : null
}
