import type { Failure } from '../model/failure.ts'
import type { Broadcast, BroadcastRow, Receipt, ReceiptWord } from '../model/receipt.ts'

/** Default of the maximum time that a text waits for its pane to be ready, in milliseconds. */
export const DEFAULT_HOLD = 3_600_000

export const WAITING: Receipt = { word: 'waiting', open: true }

export function refused(failure: Failure): Receipt {
  return { word: 'refused', open: false, failure }
}

/** Whether the text waits for its host. */
export function isHeld({ receipt }: Pick<BroadcastRow, 'receipt'>): boolean {
  return receipt.word === 'waiting' && receipt.failure !== undefined && receipt.held !== 'pane'
}

/** Whether the text waits for its pane to be ready. */
export function isHeldAtPane({ receipt }: Pick<BroadcastRow, 'receipt'>): boolean {
  return receipt.word === 'waiting' && receipt.held === 'pane'
}

/** Whether all receipts are final. */
export function isSettled({ rows }: Pick<Broadcast, 'rows'>): boolean {
  return rows.every(row => !row.receipt.open)
}

export function isBad({ word }: Receipt): boolean {
  return word === 'refused' || word === 'failed'
}

/** Whether the text can be sent again without the risk that it arrives twice. */
export function isRetryable(receipt: Receipt): boolean {
  return isBad(receipt) && receipt.typed !== 'unsure' && !receipt.twin
}

/** The number of recipients (rows) at each level of delivery. */
export function countReceipts(
  rows: readonly BroadcastRow[],
): Readonly<Record<ReceiptWord, number>> {
  const counts = { waiting: 0, delivered: 0, echoed: 0, submitted: 0, refused: 0, failed: 0 }
  for (const { receipt } of rows) counts[receipt.word]++
  return counts
}

/** The result of a broadcast: `Sent to 13 of 16: 10 submitted, 3 delivered, 2 failed, 1 refused.` */
export function broadcastSummary(rows: readonly BroadcastRow[]): string {
  const counts = countReceipts(rows)
  const words = ['submitted', 'echoed', 'delivered', 'waiting', 'failed', 'refused'] as const
  const parts = words.filter(word => counts[word] > 0).map(word => `${counts[word]} ${word}`)
  const sent = counts.delivered + counts.echoed + counts.submitted
  return `Sent to ${sent} of ${rows.length}: ${parts.join(', ')}.`
}
