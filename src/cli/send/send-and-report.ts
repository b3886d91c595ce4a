import { DEFAULT_HOLD, isBad, refused, WAITING } from '../../state/broadcast/receipts.ts'
import type { Fleet } from '../../state/fleet-handle.ts'
import type { Broadcast, BroadcastRow, Receipt, SendOptions } from '../../state/model/receipt.ts'
import type { State } from '../../state/model/state.ts'
import type { Target } from '../../state/model/target.ts'
import { waitUntil } from '../../state/wait-until.ts'
import { isSeen, type Until } from '../args/message.ts'
import type { RecipientSpec } from '../recipients/recipient-spec.ts'
import type { ResolvedRecipient } from '../recipients/resolve-recipients.ts'

/**
 * Time in milliseconds for which receipts are awaited beyond the timeout of a target (`deadline`). Receipts that are
 * still open then are reported as they are.
 */
const AFTERWARDS = 20_000

/** One recipient, and the id (`ref`) of the broadcast that sends to it. */
interface Slot extends ResolvedRecipient {
  readonly ref?: string
}

/** A row of the report, with the description (`spec`) by which the recipient was found. */
export interface SendReportRow extends BroadcastRow {
  readonly spec: RecipientSpec
  readonly command: string
}

/** Sends a text to all recipients that were shown to the user, and collects their receipts. */
export interface SendReport {
  rows(): readonly SendReportRow[]
  /** Sends the text to each recipient whose pane was found, unless the text was sent to it already. */
  send(): void
  /** Replaces the awaited recipients of a host by the recipients that `by` finds on it. */
  find(host: string, by: (specs: readonly RecipientSpec[]) => readonly ResolvedRecipient[]): void
  /** Resolves when no more receipts are expected, or when waiting for receipts ends. */
  settled(): Promise<readonly SendReportRow[]>
}

export function createSendReport(
  fleet: Fleet,
  {
    text,
    how,
    until = 'typed',
    taken = [],
  }: {
    readonly text: string
    readonly how: SendOptions
    /** The delivery status (a word of the receipt) at which waiting for a target ends. */
    readonly until?: Until
    /** Panes that have received the text from an earlier command, perhaps under another host name. */
    readonly taken?: readonly Target[]
  },
  shown: readonly ResolvedRecipient[],
  changed: (rows: readonly SendReportRow[]) => void,
): SendReport {
  const { store } = fleet
  let slots: readonly Slot[] = shown
  let count = 0
  /** The last known broadcasts by `ref`: the fleet keeps only a limited number of finished ones. */
  const broadcasts = new Map<string, Broadcast>()
  const rows = () => {
    remember(store.getState(), broadcasts)
    return slots.map(slot => toRow(slot, receiptOf(broadcasts, slot)))
  }
  const tell = () => changed(rows())

  function dispatch(isMeant: (slot: Slot) => boolean, what: string, answers = false): void {
    const targets = slots.flatMap(slot => (isMeant(slot) && slot.target ? [slot.target] : []))
    if (targets.length === 0) return
    const ref = `post ${++count}`
    const sent = slots.flatMap(slot => (slot.ref && slot.target ? [slot.target] : []))
    const heard = [...taken, ...sent]
    slots = slots.map(slot => (isMeant(slot) ? { ...slot, ref } : slot))
    const given = { ...how, ...(answers && { answer: true as const }) }
    // Copies the receipts of earlier broadcasts to `broadcasts` first, because a new broadcast may remove a finished
    // one from the fleet's list.
    remember(store.getState(), broadcasts)
    store.dispatch({ type: 'broadcast', targets, text: what, how: given, heard, ref })
  }

  function send(): void {
    const isNew = (slot: Slot) =>
      !slot.ref && !slot.awaited && !slot.failure && slot.target !== null
    const isAnswer = (slot: Slot) => isNew(slot) && slot.spec.answer === true
    dispatch(isAnswer, text, true)
    dispatch(slot => isNew(slot) && slot.spec.entered !== true, text)
    // The text is already in the pane: an empty text sends Enter alone.
    dispatch(slot => isNew(slot) && slot.spec.entered === true, '')
    tell()
  }

  function find(host: string, by: (specs: readonly RecipientSpec[]) => readonly Slot[]): void {
    const isHeld = (slot: Slot) => slot.awaited === true && slot.spec.host === host
    const held = slots.filter(isHeld).map(slot => slot.spec)
    const first = slots.findIndex(isHeld)
    const rest = slots.filter(slot => !isHeld(slot))
    slots = first < 0 ? rest : [...rest.slice(0, first), ...by(held), ...rest.slice(first)]
  }

  /**
   * Whether this open receipt (one that may still change) is reported as final when waiting ends. That is so if the
   * call waits only until the text is typed, the default of --until, and the text does not wait for its pane.
   */
  function isOpenOnly({ receipt }: SendReportRow): boolean {
    return until === 'typed' && receipt.open && receipt.word !== 'waiting'
  }

  function isDone({ receipt, spec }: SendReportRow): boolean {
    if (!receipt.open) return true
    if (receipt.word === 'waiting') return false
    const isTyped = receipt.entered === true || !pressesEnter(how)
    if (until === 'typed') return isTyped
    // If this process ended before Enter is typed, Enter would be lost, unless the process whose connection is borrowed
    // completes the sending.
    return isSeen(receipt.word, until) && (isTyped || fleet.outlives(spec.host))
  }

  return {
    rows,
    send,
    find,
    async settled() {
      const stop = store.subscribe(tell)
      const isOver = () => (rows().every(isDone) ? true : null)
      await waitUntil(store, isOver, limitOf(how))
      stop()
      const last = rows().map(row => (isOpenOnly(row) ? closed(row) : row))
      changed(last)
      return last
    },
  }
}

function closed(row: SendReportRow): SendReportRow {
  return { ...row, receipt: { ...row.receipt, open: false } }
}

/** Timeout for all receipts, in milliseconds. It includes the time for which a text may wait for a pane to be ready. */
function limitOf({ deadline, queue, hold = DEFAULT_HOLD }: SendOptions): number {
  return deadline + AFTERWARDS + (queue ? hold : 0)
}

function pressesEnter({ mode }: SendOptions): boolean {
  return mode === 'submit' || mode === 'enter' || mode === 'enter-delayed'
}

export function toRow(
  { name, target, spec, command }: ResolvedRecipient,
  receipt: Receipt,
): SendReportRow {
  return { name, target, spec, command, receipt }
}

/** Receipts by target. The map is built once per state of a broadcast, because each change looks up every row. */
const receipts = new WeakMap<Broadcast, ReadonlyMap<string, Receipt>>()

function receiptsOf(broadcast: Broadcast): ReadonlyMap<string, Receipt> {
  const known = receipts.get(broadcast)
  if (known) return known
  const made = new Map<string, Receipt>()
  for (const { target, receipt } of broadcast.rows) {
    const key = target && keyOf(target)
    if (key !== null && !made.has(key)) made.set(key, receipt)
  }
  receipts.set(broadcast, made)
  return made
}

function keyOf({ host, server, pane }: Target): string {
  return `${host} ${server} ${pane}`
}

function remember({ broadcasts }: State, known: Map<string, Broadcast>): void {
  for (const each of broadcasts) if (each.ref !== undefined) known.set(each.ref, each)
}

function receiptOf(
  broadcasts: ReadonlyMap<string, Broadcast>,
  { ref, target, failure, spec }: Slot,
): Receipt {
  if (failure) return spec.entered ? { ...refused(failure), typed: 'text' } : refused(failure)
  const known = ref === undefined ? undefined : broadcasts.get(ref)
  const receipt = (known && target && receiptsOf(known).get(keyOf(target))) ?? WAITING
  return spec.entered && isBad(receipt) && receipt.typed !== 'unsure'
    ? { ...receipt, typed: 'text' }
    : receipt
}
