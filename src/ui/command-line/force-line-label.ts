import { cut, strip } from '../../state/text/text.ts'
import type { UiState } from '../model/ui-state.ts'
import { selectedWork } from '../view/selected-work.ts'

/** Names what the prompt is about: the removal does not ask again. */
export function forceLineLabel(state: UiState): string {
  const row = selectedWork(state)
  if (!row) return 'remove: '
  const open = row.dirty > 0 ? `, ${row.dirty} not committed` : ''
  const what = strip(`${row.name} on ${row.host} (${row.distance}${open})`)
  return `${cut(`remove ${what} with all its work`, Math.floor(state.view.columns / 2))}: `
}
