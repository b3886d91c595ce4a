import type { Event } from '../../state/model/event.ts'
import { type Failure, makeFailure } from '../../state/model/failure.ts'
import type { How, Receipt } from '../../state/model/receipt.ts'
import type { Target } from '../../state/model/target.ts'
import type { Borrowed } from './protocol.ts'

/** What a lender still owes: answers to what was handed to it. */
export interface Pending {
  /** Notes a command; returns it as it goes out, under a name that is unique here. */
  note(command: Borrowed): Borrowed
  /** Takes what came of one, and returns it under the name that its asker gave. */
  settle(event: Event): Event
  /** The lender is gone: what is true of all that it owed, told once. */
  fail(): readonly Event[]
}

interface Row {
  readonly id: number
  readonly target: Target
  readonly how: How
  readonly receipt: Receipt | null
}

type Single = Exclude<Borrowed, { type: 'broadcast' | 'follow' | 'read-agents' }>

export function createPending(): Pending {
  const rows = new Map<string, Row>()
  const singles = new Map<string, Single>()
  let count = 0

  return {
    note(command) {
      // What is followed or read tells for as long as it is there.
      if (command.type === 'follow' || command.type === 'read-agents') return command
      if (command.type !== 'broadcast') {
        const ref = `borrowed ${++count}`
        singles.set(ref, command)
        return { ...command, ref }
      }
      const { id, how, targets } = command
      for (const { target } of targets)
        rows.set(keyOf(id, target), { id, target, how, receipt: null })
      return command
    },
    settle(event) {
      if (event.type === 'receipt') {
        const key = keyOf(event.id, event.target)
        const row = rows.get(key)
        if (!event.receipt.open) rows.delete(key)
        else if (row) rows.set(key, { ...row, receipt: event.receipt })
        return event
      }
      if (!('ref' in event) || event.ref === undefined) return event
      const single = singles.get(event.ref)
      singles.delete(event.ref)
      const { ref: _, ...told } = event
      const given = single && refOf(single)
      return given === undefined ? told : { ...told, ref: given }
    },
    fail() {
      const receipts = [...rows.values()].map(toReceipt)
      const failures = [...singles.values()].map(toFailed)
      rows.clear()
      singles.clear()
      return [...receipts, ...failures]
    },
  }
}

/** An Enter of its own follows the text. */
const ENTERED = ['submit', 'enter', 'enter-delayed'] as const

/** Enter may or may not have followed what tmux took, so of such a text nobody knows. */
function toReceipt({ id, target, how, receipt }: Row): Event {
  const isWhole = !ENTERED.some(mode => mode === how.mode)
  const done = receipt && receipt.word !== 'waiting' && isWhole
  return {
    type: 'receipt',
    id,
    target,
    receipt: done
      ? { ...receipt, open: false }
      : { word: 'failed', open: false, failure: lost(target.host), typed: 'unsure' },
  }
}

function toFailed(single: Single): Event {
  const host = 'host' in single ? single.host : single.target.host
  const why = IN_DOUBT[single.type]
  const ref = refOf(single)
  return {
    type: 'failed',
    failure: makeFailure({ ...lost(host), ...(why && { why }) }),
    ...(ref !== undefined && { ref }),
  }
}

const IN_DOUBT: Readonly<Record<Single['type'], string>> = {
  'new-session': 'nobody knows whether the session was started',
  'kill-session': 'nobody knows whether the session was ended',
  history: '',
}

function refOf(single: Single): string | undefined {
  return 'ref' in single ? single.ref : undefined
}

export function lost(host: string): Failure {
  return makeFailure({
    kind: 'lost',
    host,
    what: 'The fleetmux that lent its connection has ended.',
    now: 'Look there before you do it again.',
  })
}

function keyOf(id: number, { host, server, pane }: Target): string {
  return JSON.stringify([id, host, server, pane])
}
