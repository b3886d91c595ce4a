import { noSuchHost } from '../hosts/host.ts'
import { type Failure, makeFailure } from '../model/failure.ts'
import { andThen, type Handlers, type Step, step } from '../model/messages/step.ts'
import type { Broadcast, BroadcastRow } from '../model/receipt.ts'
import type { State } from '../model/state.ts'
import { mayReach } from '../sessions/session.ts'
import { byId, replaceRows } from './broadcast.ts'
import { isHeld, isHeldAtPane, refused, WAITING } from './receipts.ts'
import { recipients } from './recipient.ts'

/**
 * The reducers of texts that, on request, wait for a host that is down. Sending a text and ending its wait is one
 * change of the state, so nothing is sent twice. A later failure does not make the text wait again.
 */
export const queuedSends: Handlers = {
  sessions: (state, { host }) => release(state, host),
  configured: state => step(forget(state)),
  'call-off': (state, { id }) => {
    const known = byId(state, id)
    if (!known) return step(state)
    const cancelledStep = replaceRows(state, known, settle(known, always, cancelled))
    const atPanes: Step = step(cancelledStep.state, { type: 'call-off-panes', id })
    return known.rows.some(isHeldAtPane) ? andThen(cancelledStep, () => atPanes) : cancelledStep
  },
}

/** The number of panes whose text waits for their host or for the pane to be ready. */
export function heldCount({ broadcasts }: Pick<State, 'broadcasts'>): number {
  return broadcasts.reduce((sum, each) => sum + heldIn(each).count, 0)
}

/**
 * Called when the host is connected and its sessions are known. Checks again each recipient that waits for this host,
 * then sends it the text or refuses it.
 */
function release(state: State, name: string): Step {
  const host = state.hosts.get(name)
  const waiting = state.broadcasts.filter(each => heldIn(each).hosts.has(name))
  if (waiting.length === 0 || !host || mayReach(host)) return step(state)
  return waiting.reduce(
    (done, each) => andThen(done, current => sendHeld(current, each, name)),
    step(state),
  )
}

function sendHeld(state: State, broadcast: Broadcast, host: string): Step {
  const { how } = broadcast
  const now = (row: BroadcastRow): BroadcastRow => {
    const failure = recipients(state, row.target ? [row.target] : [], how)[0]?.failure
    return { ...row, receipt: failure ? refused(failure) : WAITING }
  }
  return replaceRows(state, broadcast, settle(broadcast, isOn(host), now))
}

/** Refuses the waiting recipients whose hosts are no longer configured. */
function forget(state: State): State {
  const gone = (name: string) => !state.hosts.has(name)
  return state.broadcasts
    .filter(each => [...heldIn(each).hosts].some(gone))
    .reduce((current, each) => {
      const refuse = (row: BroadcastRow): BroadcastRow => ({
        ...row,
        receipt: refused(noSuchHost(row.target?.host ?? '')),
      })
      const isGone = ({ target }: BroadcastRow) => gone(target?.host ?? '')
      return replaceRows(current, each, settle(each, isGone, refuse)).state
    }, state)
}

/** For each recipient (row) that still waits and that `isMeant` selects: the row that replaces it. */
function settle(
  { rows }: Broadcast,
  isMeant: (row: BroadcastRow) => boolean,
  to: (row: BroadcastRow) => BroadcastRow,
): Map<BroadcastRow, BroadcastRow> {
  return new Map(rows.filter(row => isHeld(row) && isMeant(row)).map(row => [row, to(row)]))
}

const always = () => true

function isOn(host: string): (row: BroadcastRow) => boolean {
  return ({ target }) => target?.host === host
}

function cancelled(row: BroadcastRow): BroadcastRow {
  const failure: Failure = makeFailure({
    kind: 'refused',
    what: 'The send was cancelled before the host was reachable again, so nothing was sent.',
  })
  return { ...row, receipt: refused(failure) }
}

interface Held {
  readonly count: number
  readonly hosts: ReadonlySet<string>
}

/** The waiting recipients of each broadcast are cached, because sessions change often and broadcasts rarely. */
const held = new WeakMap<Broadcast, Held>()

function heldIn(broadcast: Broadcast): Held {
  const known = held.get(broadcast)
  if (known) return known
  const rows = broadcast.rows.filter(isHeld)
  const found: Held = {
    count: rows.length + broadcast.rows.filter(isHeldAtPane).length,
    hosts: new Set(rows.flatMap(({ target }) => target?.host ?? [])),
  }
  held.set(broadcast, found)
  return found
}
