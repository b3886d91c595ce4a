import { byId } from '../../state/broadcast/broadcast.ts'
import { isBad, isHeld, isHeldAtPane } from '../../state/broadcast/receipts.ts'
import { sentence } from '../../state/model/failure.ts'
import type { Broadcast, BroadcastRow } from '../../state/model/receipt.ts'
import type { UiState } from '../model/ui-state.ts'
import { type Handlers, step } from '../view/step.ts'
import { say, withView } from '../view/toast.ts'

/** Message handlers that select the broadcast whose delivery report is shown. */
export const receiptTable: Handlers = {
  'turn-receipts': (state, { by }) => {
    const at = state.broadcasts.findIndex(each => each.id === state.view.receipts)
    const next = state.broadcasts[at + by]
    if (next) return step(withView(state, { receipts: next.id, scroll: 0, toast: null }))
    return step(say(state, by < 0 ? 'No earlier report is stored.' : 'This is the newest report.'))
  },
}

/** Opens the newest delivery report, or says that there is none. */
export function openReceipts(state: UiState): UiState {
  const newest = state.broadcasts.at(-1)
  if (!newest) return say(state, 'Nothing has been sent yet. B writes to the marked sessions.')
  return withView(state, { mode: 'receipts', receipts: newest.id, scroll: 0 })
}

export function shownBroadcast(state: UiState): Broadcast | undefined {
  return state.view.receipts === null ? undefined : byId(state, state.view.receipts)
}

export function whyNoneFailed(state: UiState): string | null {
  const bad = shownBroadcast(state)?.rows.some(row => isBad(row.receipt))
  return bad ? null : 'No recipient of this text failed.'
}

export function whyNoneHeld(state: UiState): string | null {
  const rows = shownBroadcast(state)?.rows ?? []
  return rows.some(row => isHeld(row) || isHeldAtPane(row))
    ? null
    : 'No recipient of this text is waiting.'
}

/** Why the text did not arrive, and which part of the text may have arrived. */
export function reasonOf({ receipt }: BroadcastRow): string {
  const typed = {
    nothing: '',
    text: 'The text is in the pane, without Enter.',
    unsure: 'The text may have arrived.',
  }
  const why = receipt.failure ? sentence({ ...receipt.failure, host: '' }) : ''
  return [
    receipt.word === 'waiting' && why && 'Held:',
    why,
    receipt.word === 'failed' && typed[receipt.typed ?? 'nothing'],
    receipt.note,
  ]
    .filter(Boolean)
    .join(' ')
}
