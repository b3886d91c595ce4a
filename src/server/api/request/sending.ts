import { countReceipts, isBad, isHeld, isHeldAtPane } from '../../../state/broadcast/receipts.ts'
import { receiptJson } from '../../../state/json/receipt-json.ts'
import { FailureError, sentence } from '../../../state/model/failure.ts'
import type { Broadcast, BroadcastRow, SendOptions } from '../../../state/model/receipt.ts'
import type { RecipientTarget, Target } from '../../../state/model/target.ts'
import { waitUntil } from '../../../state/wait-until.ts'
import { statusOf } from '../../reply/failure-status.ts'
import { Reply } from '../../reply/reply.ts'
import { refusalOf } from './intent-result.ts'
import type { ApiCall, ApiContext } from './route.ts'

/**
 * Time in milliseconds for which a request waits after the deadline of its broadcast, because receipts may still
 * change.
 */
const SEEN_WITHIN = 2500

/** The send modes that a request may use. */
export const MODES = ['submit', 'no-enter', 'literal', 'keys'] as const
/** The delivery statuses (words of a receipt) that a request may wait for, in the order in which they are reached. */
export const WORDS = ['delivered', 'echoed', 'submitted'] as const
type Until = (typeof WORDS)[number]

/** Sends a text; returns the reference of its receipts. @throws FailureError if the whole broadcast is refused. */
export function sendTo(
  { fleet, nextRef, lineage, drivers, caller }: Pick<ApiCall, keyof ApiContext | 'caller'>,
  targets: readonly RecipientTarget[],
  text: string,
  how: SendOptions,
  heard?: readonly Target[],
): string {
  for (const target of targets) if ('server' in target) refuseAbove({ lineage }, target)
  const ref = nextRef()
  fleet.store.dispatch({ type: 'broadcast', targets, text, how, ref, ...(heard && { heard }) })
  const state = fleet.store.getState()
  if (state.broadcasts.some(each => each.ref === ref)) {
    for (const target of targets) if ('server' in target) drivers.typed(target, caller)
    return ref
  }
  const failure = refusalOf(state, ref)
  throw new FailureError(
    failure ?? {
      kind: 'bug',
      what: 'fleetmux has neither a receipt nor a failure for the text.',
      hint: 'Check whether the text arrived: GET /api/v1/panes/{pane}/screen.',
    },
  )
}

/**
 * Refuses a pane of the calling agent, or of an agent that started it directly or through others: an agent must not
 * give itself orders.
 * @throws FailureError
 */
export function refuseAbove(
  { lineage }: Pick<ApiContext, 'lineage'>,
  { host, server, pane }: Target,
  words = {
    done: 'Nothing was sent.',
    hint: 'Write the text in your answer to your own prompt, not into a pane.',
  },
): void {
  if (!lineage().includes(`${pane}@${server}`)) return
  throw new FailureError({
    kind: 'refused',
    host,
    what: `The pane is your own, or belongs to an agent that started you. ${words.done}`,
    hint: words.hint,
  })
}

/**
 * Waits until the receipt of each pane has the delivery status `until`, a later or a final one, or its text is held for
 * the host or the pane, or until the timeout. Returns the broadcast.
 */
export async function waitFor(
  { fleet }: ApiContext,
  ref: string,
  until: Until,
): Promise<Broadcast> {
  const byRef = () => fleet.store.getState().broadcasts.find(each => each.ref === ref)
  const known = byRef()
  const limit = (known?.how.deadline ?? 0) + SEEN_WITHIN
  await waitUntil(
    fleet.store,
    () => (byRef()?.rows.every(row => isOver(row, until)) ? true : null),
    limit,
  )
  const now = byRef() ?? known
  if (now) return now
  throw new FailureError({
    kind: 'missing',
    what: 'The receipts of the text are no longer stored.',
    hint: 'Check the screens of the panes: GET /api/v1/panes/{pane}/screen.',
  })
}

/**
 * Whether waiting for a recipient (row) ends. It also ends if the text waits for the host or the pane to be ready,
 * which may take hours.
 */
function isOver(row: BroadcastRow, until: Until): boolean {
  const { receipt } = row
  if (!receipt.open || isBad(receipt) || isHeld(row) || isHeldAtPane(row)) return true
  const wanted = WORDS.slice(WORDS.indexOf(until))
  const isSeen = wanted.some(word => word === receipt.word)
  return isSeen && (receipt.word !== 'delivered' || receipt.entered === true)
}

/** The reply to a request to send a text to one pane: an error if the pane did not get the text. */
export function sendReply(call: Pick<ApiCall, 'note'>, broadcast: Broadcast): Reply {
  const data = sendDocument(call, broadcast)
  const failure = broadcast.rows.find(row => isBad(row.receipt))?.receipt.failure
  return failure ? new Reply(statusOf(failure), data, sentence(failure)) : new Reply(200, data)
}

/** The receipts of a broadcast as a JSON document. Also stores in the audit log how many receipts have each status. */
export function sendDocument({ note }: Pick<ApiCall, 'note'>, broadcast: Broadcast) {
  note(countReceipts(broadcast.rows))
  return broadcastDocument(broadcast)
}

export function broadcastDocument({ id, at, rows, how }: Broadcast) {
  return {
    id,
    at,
    mode: how.mode,
    counts: countReceipts(rows),
    receipts: rows.map(row => receiptJson(row, { host: row.written?.host ?? '' })),
  }
}
