import { heldCount } from '../../state/broadcast/queued-sends.ts'
import { isHeldAtPane } from '../../state/broadcast/receipts.ts'
import { serverKey } from '../../state/hosts/host.ts'
import type { SessionRef } from '../../state/model/target.ts'
import { mayKill } from '../../state/sessions/session.ts'
import type { UiState } from '../model/ui-state.ts'
import { whyNoSubject } from '../sessions/action-target.ts'
import { refuseOnScreen, say, withView } from '../view/toast.ts'

/** Asks for confirmation before a session is ended. */
export function askKill(state: UiState, ref: SessionRef | null): UiState {
  const host = ref && state.hosts.get(ref.host)
  const session = host && ref && host.sessions.get(ref.session)
  if (!session) return say(state, whyNoSubject(state))
  const target = {
    host: ref.host,
    session: ref.session,
    server: serverKey(host),
    name: session.name,
  }
  const failure = mayKill(state, target)
  if (failure) return refuseOnScreen(state, failure)
  const programs = session.panes.length === 1 ? '1 pane' : `${session.panes.length} panes`
  const question = `End session ${session.name} on ${ref.host}, with ${programs}?`
  return withView(state, { mode: 'confirm', confirm: { what: 'end', question, target } })
}

/** Asks for confirmation before fleetmux quits while texts still wait to be sent, since quitting loses them. */
export function askQuit(state: UiState): UiState {
  const count = heldCount(state)
  const panes =
    count === 1 ? '1 pane still waits for its text' : `${count} panes still wait for their text`
  const atPanes = state.broadcasts.some(each => each.rows.some(isHeldAtPane))
  const question = `Quit? ${panes} (${atPanes ? 'not ready yet' : 'host down'}).`
  return withView(state, { mode: 'confirm', confirm: { what: 'quit', question } })
}
