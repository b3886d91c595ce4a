import { note, refuse } from '../log/log.ts'
import { type Handlers, type Step, step } from '../model/messages/step.ts'
import type { Broadcast, BroadcastRow, Receipt } from '../model/receipt.ts'
import type { Recipient } from '../model/recipient.ts'
import type { State } from '../model/state.ts'
import type { RecipientTarget, Target } from '../model/target.ts'
import { clean } from '../text/clean.ts'
import { nobody, noneToInterrupt, noSuchBroadcast, whyNoRetry } from './broadcast-refusal.ts'
import {
  broadcastSummary,
  isBad,
  isHeld,
  isHeldAtPane,
  isRetryable,
  isSettled,
  refused,
  WAITING,
} from './receipts.ts'
import { recipients } from './recipient.ts'
import { withRows } from './row-index.ts'
import { whyInvalidText } from './validate-text.ts'

/**
 * Maximum number of stored broadcasts (texts sent to several panes). The newest one and those in progress are always
 * kept.
 */
const KEPT = 50
/** Maximum total characters of the texts of stored broadcasts; beyond it, the oldest ended broadcasts are dropped. */
const KEPT_TEXT = 4 * 1024 * 1024

/** The reducers of broadcasts (texts sent to several panes) and of their receipts (whether each pane got the text). */
export const broadcasts: Handlers = {
  broadcast(state, { ref, targets, text, how, heard }, at) {
    const failure = whyInvalidText(text, how) ?? (targets.length === 0 ? nobody : null)
    if (failure) return step(refuse(state, failure, ref))
    const rows = recipients(state, targets, how).map(toRow)
    const id = (state.broadcasts.at(-1)?.id ?? 0) + 1
    // With several targets, the user may not see a half-written line in one of the panes, so a pane with such a draft
    // does not get the text. With one target, a note is enough.
    const refuseDrafts = how.refuseDrafts ?? (how.onlyAtPrompt === true || targets.length > 1)
    const given = { ...how, ...(refuseDrafts && { refuseDrafts }) }
    const fresh: Broadcast = {
      id,
      at,
      ...(ref && { ref }),
      text,
      how: given,
      rows,
      ...(heard && { heard }),
    }
    return send({ ...state, broadcasts: keep([...state.broadcasts, fresh]) }, fresh, rows)
  },

  retry(state, { id, ref, unsure = false }) {
    const known = byId(state, id)
    if (!known) return step(refuse(state, noSuchBroadcast(id), ref))
    const again = known.rows.filter(
      ({ receipt }) => isRetryable(receipt) || (unsure && isBad(receipt) && !receipt.twin),
    )
    if (again.length === 0) return step(refuse(state, whyNoRetry(known), ref))
    const rows = retried(state, known, again)
    return replaceRows(state, { ...known, ...(ref && { ref }) }, rows)
  },

  interrupt(state, { id, ref, deadline }, at) {
    const known = byId(state, id)
    if (!known) return step(refuse(state, noSuchBroadcast(id), ref))
    // Ctrl-C goes only to panes that may have got the text. A pane that refused the text runs another program, which
    // Ctrl-C would interrupt.
    const targets = known.rows
      .filter(row => mayHaveHeard(row.receipt))
      .flatMap(row => row.target ?? [])
    if (targets.length === 0) return step(refuse(state, noneToInterrupt, ref))
    const how = { mode: 'keys', deadline: deadline ?? known.how.deadline } as const
    return (
      broadcasts.broadcast?.(
        state,
        { type: 'broadcast', targets, text: 'C-c', how, ...(ref && { ref }) },
        at,
      ) ?? step(state)
    )
  },

  receipt(state, { id, target, receipt }) {
    const known = byId(state, id)
    if (!known) return step(state)
    const rows = withRows(known.rows, target, row => (isTwin(row) ? row : { ...row, receipt }))
    const now = { ...known, rows }
    const next = replace(state, now)
    return step(isSettled(now) && !isSettled(known) ? told(next, now) : next)
  },
}

export function byId(state: State, id: number): Broadcast | undefined {
  return state.broadcasts.find(each => each.id === id)
}

/** Replaces recipients (rows) of a broadcast, and sends the text to the new recipients that may get it. */
export function replaceRows(
  state: State,
  broadcast: Broadcast,
  rows: ReadonlyMap<BroadcastRow, BroadcastRow>,
): Step {
  const now = { ...broadcast, rows: broadcast.rows.map(row => rows.get(row) ?? row) }
  return send(replace(state, now), now, [...rows.values()])
}

/**
 * Sends the text to those of the recipients (rows) that may get it now. If there are none, the broadcast may be
 * complete.
 */
function send(state: State, broadcast: Broadcast, rows: readonly BroadcastRow[]): Step {
  const { id, text, how } = broadcast
  const heard = heardOf(broadcast, rows)
  const targets = rows.flatMap(row => {
    const { target, receipt } = row
    if (!target || !receipt.open || isHeld(row)) return []
    return [{ target, from: receipt.typed === 'text' ? ('enter' as const) : ('text' as const) }]
  })
  if (targets.length === 0) return step(isSettled(broadcast) ? told(state, broadcast) : state)
  return step(state, {
    type: 'broadcast',
    id,
    text,
    how,
    targets,
    ...(heard.length > 0 && { heard }),
  })
}

/**
 * The panes that already got the text, or may have got it, except the panes of `rows`, to which the text is sent now.
 * If such a pane is in `rows` again under another host name, the backend does not send it the text again.
 */
function heardOf(
  { heard = [], rows: all }: Broadcast,
  rows: readonly BroadcastRow[],
): readonly Target[] {
  const sent = new Set(rows)
  const others = all.filter(row => !sent.has(row) && hasHeard(row.receipt))
  return [...heard, ...others.flatMap(row => row.target ?? [])]
}

function hasHeard(receipt: Receipt): boolean {
  return receipt.word !== 'waiting' && (!isBad(receipt) || receipt.typed === 'unsure')
}

/** Maps each row to retry to its new row: whether the same pane may get the text now is checked again. */
function retried(
  state: State,
  known: Broadcast,
  again: readonly BroadcastRow[],
): Map<BroadcastRow, BroadcastRow> {
  const asked = new Set(again)
  const others = known.rows.filter(row => !asked.has(row)).flatMap(row => row.target ?? [])
  const aims = again.flatMap(({ target, written }): RecipientTarget[] =>
    target ? [target] : written ? [written] : [],
  )
  const now = recipients(state, aims, known.how, others)
  return new Map(
    again.flatMap((row, index) => {
      const recipient = now[index]
      if (!recipient) return []
      const fresh = toRow(recipient)
      const { typed } = row.receipt
      // If the text was already typed into the pane, the receipt still says so, even if the retry is refused.
      const receipt = typed === 'text' ? { ...fresh.receipt, typed } : fresh.receipt
      return [
        [
          row,
          { ...row, ...fresh, name: recipient.target ? fresh.name : row.name, receipt },
        ] as const,
      ]
    }),
  )
}

function toRow({ name, target, written, failure, held }: Recipient): BroadcastRow {
  return {
    name,
    target,
    ...(written && { written }),
    receipt: failure ? refused(failure) : held ? { ...WAITING, failure: held } : WAITING,
  }
}

/**
 * Whether the recipient (row) was refused, for example because another row has the same pane. Receipts of that pane
 * then belong to the other row.
 */
function isTwin({ receipt }: BroadcastRow): boolean {
  return receipt.word === 'refused'
}

export function mayHaveHeard(receipt: Receipt): boolean {
  const waits = isHeld({ receipt }) || isHeldAtPane({ receipt })
  return receipt.word !== 'refused' && receipt.typed !== 'nothing' && !waits
}

function told(state: State, { rows, ref }: Broadcast): State {
  const bad = rows.some(row => isBad(row.receipt))
  return note(state, {
    at: state.now,
    tone: bad ? 'bad' : 'good',
    text: clean(broadcastSummary(rows)),
    ...(ref && { ref }),
  })
}

function replace(state: State, broadcast: Broadcast): State {
  return {
    ...state,
    broadcasts: state.broadcasts.map(each => (each.id === broadcast.id ? broadcast : each)),
  }
}

function keep(all: readonly Broadcast[]): readonly Broadcast[] {
  let room = KEPT_TEXT
  const fits = all
    .filter((each, index) => index >= all.length - KEPT || !isSettled(each))
    .toReversed()
    .filter((each, index) => {
      room -= each.text.length
      return index === 0 || room >= 0 || !isSettled(each)
    })
  return fits.toReversed()
}
