import { noSuchHost } from '../hosts/host.ts'
import { type Failure, makeFailure } from '../model/failure.ts'
import {
  type Broadcast,
  type BroadcastRow,
  isHeld,
  isHeldAtPane,
  refused,
  WAITING,
} from '../model/receipt.ts'
import type { State } from '../model/state.ts'
import { andThen, type Handlers, type Step, step } from '../model/step.ts'
import { mayReach } from '../sessions/session.ts'
import { byId, hand } from './broadcast.ts'
import { recipients } from './recipient.ts'

/**
 * Texts that wait for a host that is down, because somebody asked for it. A row stops being held in the same
 * step that sends it, so that nothing is sent twice; what fails afterwards is not held again.
 */
export const queuedSends: Handlers = {
  sessions: (state, { host }) => release(state, host),
  configured: state => step(forget(state)),
  'call-off': (state, { id }) => {
    const known = byId(state, id)
    if (!known) return step(state)
    const called = hand(state, known, settle(known, always, calledOff))
    const atPanes: Step = step(called.state, { type: 'call-off-panes', id })
    return known.rows.some(isHeldAtPane) ? andThen(called, () => atPanes) : called
  },
}

/** How many panes still wait for their host to hear a text. */
export function heldCount({ broadcasts }: Pick<State, 'broadcasts'>): number {
  return broadcasts.reduce((sum, each) => sum + heldIn(each).count, 0)
}

/** The host is back, and what runs there is known: looked at anew, then sent or refused. */
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
  return hand(state, broadcast, settle(broadcast, isOn(host), now))
}

/** A host that is configured no more will not come back. */
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
      return hand(current, each, settle(each, isGone, refuse)).state
    }, state)
}

/** The held rows that are meant, each with what is to stand in its place. */
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

function calledOff(row: BroadcastRow): BroadcastRow {
  const failure: Failure = makeFailure({
    kind: 'refused',
    what: 'Called off before its host was back.',
  })
  return { ...row, receipt: refused(failure) }
}

interface Held {
  readonly count: number
  readonly hosts: ReadonlySet<string>
}

/** Sessions are told and screens drawn often, broadcasts change seldom: by identity, so that most are not looked through. */
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
