import { type Failure, type FailureText, makeFailure } from '../../state/model/failure.ts'
import type { Event } from '../../state/model/messages/event.ts'
import type { Receipt, SendOptions } from '../../state/model/receipt.ts'
import type { Target } from '../../state/model/target.ts'
import type { LentCommand } from './protocol.ts'

/** Commands that were sent to a lender (a process whose connections are used) and have no answer yet. */
export interface Pending {
  /** Records a command. Returns the command to send, with a reference that is unique in this process. */
  note(command: LentCommand): LentCommand
  /**
   * Records the event that reports the result of a command. The event has the reference of `note`; the returned event
   * has the caller's reference again.
   */
  settle(event: Event): Event
  /** The ids of broadcasts with a text that may still wait for its pane. */
  held(): readonly number[]
  /**
   * Called when the lending process has ended. Returns a failed result for each open command, and forgets the commands.
   */
  fail(): readonly Event[]
}

interface Row {
  readonly id: number
  readonly target: Target
  readonly how: SendOptions
  readonly receipt: Receipt | null
}

/**
 * Commands to the lending process that one event answers, which contains the command's `ref`. All its other events have
 * no `ref`.
 */
type Single = Extract<LentCommand, { type: 'new-session' | 'kill-session' | 'history' }>
type Search = Extract<LentCommand, { type: 'search' }>

export function createPending(): Pending {
  const rows = new Map<string, Row>()
  const singles = new Map<string, Single>()
  const searches = new Map<string, Search>()
  let count = 0

  return {
    note(command) {
      if (isSingle(command)) {
        const ref = `borrowed ${++count}`
        singles.set(ref, command)
        return { ...command, ref }
      }
      if (command.type === 'search') searches.set(searchKey(command), command)
      if (command.type !== 'broadcast') return command
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
      if (event.type === 'found' || event.type === 'search-failed')
        searches.delete(searchKey(event))
      if (!('ref' in event) || event.ref === undefined) return event
      const single = singles.get(event.ref)
      singles.delete(event.ref)
      const { ref: _, ...told } = event
      const given = single && refOf(single)
      return given === undefined ? told : { ...told, ref: given }
    },
    held: () => [...new Set([...rows.values()].filter(mayWait).map(({ id }) => id))],
    fail() {
      const receipts = [...rows.values()].map(toReceipt)
      const failures = [...singles.values()].map(toFailed)
      const unsearched = [...searches.values()].map(toUnsearched)
      for (const open of [rows, singles, searches]) open.clear()
      return [...receipts, ...failures, ...unsearched]
    },
  }
}

const SINGLES: readonly LentCommand['type'][] = [
  'new-session',
  'kill-session',
  'history',
] satisfies readonly Single['type'][]

function isSingle(command: LentCommand): command is Single {
  return SINGLES.includes(command.type)
}

/** Whether a text may still wait until its pane is ready for it. A text without `queue` is typed at once or refused. */
function mayWait({ how, receipt }: Row): boolean {
  return how.queue === true && (!receipt || receipt.word === 'waiting')
}

/** Modes in which Enter follows the text as a separate command. */
const ENTERED = ['submit', 'enter', 'enter-delayed'] as const

/**
 * The receipt of a text that was sent over the connection of another fleetmux process (the lending process), after that
 * process has ended. If Enter is sent separately from the text, it is unknown whether Enter was sent.
 */
function toReceipt({ id, target, how, receipt }: Row): Event {
  const isWhole = !ENTERED.some(mode => mode === how.mode)
  const done = receipt && receipt.word !== 'waiting' && isWhole
  return {
    type: 'receipt',
    id,
    target,
    receipt: done
      ? { ...receipt, open: false }
      : { word: 'failed', open: false, failure: lenderLost(target.host), typed: 'unsure' },
  }
}

function toFailed(single: Single): Event {
  const host = 'host' in single ? single.host : single.target.host
  const why = IN_DOUBT[single.type]
  const ref = refOf(single)
  return {
    type: 'failed',
    failure: makeFailure(why === '' ? unread(host) : { ...lenderLost(host), why }),
    ...(ref !== undefined && { ref }),
  }
}

function toUnsearched({ host, search }: Search): Event {
  return { type: 'search-failed', search, host, failure: makeFailure(unread(host)) }
}

/** The failure of a command that only reads. */
function unread(host: string): FailureText {
  return { ...lenderLost(host), hint: 'Nothing was changed: try again.' }
}

function searchKey({ host, search }: { readonly host: string; readonly search: number }): string {
  return JSON.stringify([search, host])
}

const IN_DOUBT: Readonly<Record<Single['type'], string>> = {
  'new-session': 'it is not known whether the session was started',
  'kill-session': 'it is not known whether the session was ended',
  history: '',
}

function refOf(single: Single): string | undefined {
  return 'ref' in single ? single.ref : undefined
}

export function lenderLost(host: string): Failure {
  return makeFailure({
    kind: 'lost',
    host,
    what: 'The fleetmux process whose connection this command used has ended.',
    hint: 'Check on the host what the command has already done before you repeat it.',
  })
}

function keyOf(id: number, { host, server, pane }: Target): string {
  return JSON.stringify([id, host, server, pane])
}
