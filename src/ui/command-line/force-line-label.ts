import { cut, strip } from '../../state/text/text.ts'
import type { UiState } from '../model/ui-state.ts'
import { selectedWork } from '../view/selected-work.ts'

/** The label of the prompt for a forced removal. It names what is lost, since there is no further confirmation. */
export function forceLineLabel(state: UiState): string {
  const row = selectedWork(state)
  if (!row) return 'remove: '
  const open = row.dirty > 0 ? `, ${row.dirty} not committed` : ''
  const what = strip(`${row.name} on ${row.host} (${row.distance}${open})`)
  return `${cut(`remove ${what} with all its work`, Math.floor(state.view.columns / 2))}: `
}
