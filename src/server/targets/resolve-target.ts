import { serverKey } from '../../state/hosts/host.ts'
import { type Failure, FailureError } from '../../state/model/failure.ts'
import type { Host, Session } from '../../state/model/fleet.ts'
import { THIS_MACHINE } from '../../state/model/host-config.ts'
import type { State } from '../../state/model/state.ts'
import type { Target } from '../../state/model/target.ts'
import type { SessionRecord } from '../../state/model/tracked-session.ts'
import { activePane, type Found, find, paneOf, readTarget } from '../../state/targets/target.ts'
import type { Token } from '../access/token.ts'

/** A pane id that is not reused, such as `%5@1234:1690000000@gpu1`. */
export function paneId({ host, server, pane }: Target): string {
  return `${pane}@${server}@${host}`
}

/** A session id that is not reused, such as `$3@1234:1690000000@gpu1`. */
export function sessionId(host: Host, session: Session): string {
  return `${session.id}@${serverKey(host)}@${host.config.name}`
}

const EXACT = /^(?<id>[%$]\d+)@(?<server>\d+:\d+)@(?<host>.+)$/s

/** Finds a pane by its id, or by a target as on the command line. @throws FailureError */
export function paneIn(state: State, caller: Token, text: string): Found {
  const exact = EXACT.exec(text)?.groups
  const found = exact?.['id']?.startsWith('%')
    ? byId(state, { host: exact['host'] ?? '', server: exact['server'] ?? '', pane: exact['id'] })
    : find(state, readTarget(text))
  if ('kind' in found) throw new FailureError(found)
  return mayBeSeen(caller, found.host, found.session) ? found : refuseUnseen()
}

function byId(state: State, target: Target): Found | Failure {
  const found = paneOf(state, target)
  if (!found) throw new FailureError(gone(target.host, 'pane'))
  return { ...found, target }
}

/** Finds a live session by its id, or by `host/name`. @throws FailureError */
export function sessionIn(
  state: State,
  caller: Token,
  text: string,
): { readonly host: Host; readonly session: Session } {
  const exact = EXACT.exec(text)?.groups
  const found = exact?.['id']?.startsWith('$') ? liveSession(state, exact) : null
  if (found) return mayBeSeen(caller, found.host, found.session) ? found : refuseUnseen()
  if (exact) throw new FailureError(gone(exact['host'] ?? '', 'session'))
  const { host, session } = paneIn(state, caller, text)
  return { host, session }
}

function liveSession(state: State, { host = '', server, id = '' }: Record<string, string>) {
  const known = state.hosts.get(host)
  const session = known && serverKey(known) === server ? known.sessions.get(id) : undefined
  return known && session ? { host: known, session } : null
}

/** The record of a tracked session (started from a prompt); undefined if no session has this id. */
export function recordOf({ registry }: State, id: string): SessionRecord | undefined {
  return registry?.sessions.get(id)
}

/** The running tmux session of a record in the state file; null: the session does not run now. */
export function liveOf(state: State, { host, id }: SessionRecord) {
  const known = state.hosts.get(host)
  const session = known && [...known.sessions.values()].find(each => each.tracked === id)
  return known && session ? { host: known, session } : null
}

/** Whether the token may see the session: a token for one session sees no other. */
export function mayBeSeen({ scope }: Token, host: Host, session: Session): boolean {
  return (
    !scope ||
    (scope.host === host.config.name &&
      scope.server === serverKey(host) &&
      scope.session === session.id)
  )
}

/** The active pane of a session: the pane that has the input in an attached terminal. @throws FailureError */
function activeTarget(host: Host, session: Session): Target {
  const pane = activePane(session)
  if (!pane) throw new FailureError(gone(host.config.name, 'session'))
  return { host: host.config.name, server: serverKey(host), pane: pane.id }
}

/** The active pane of a session, by the id of its record or of the live session. @throws FailureError */
export function sessionTarget(state: State, caller: Token, id: string): Target {
  const record = recordOf(state, id)
  const live = record ? liveOf(state, record) : sessionIn(state, caller, id)
  if (!live)
    throw new FailureError({
      kind: 'missing',
      what: `Session ${id} is not running.`,
      hint: 'GET /api/v1/sessions lists the sessions that exist.',
    })
  // A token for one session may name the session by its id in the state file (`id`) too.
  const { host, session } = sessionIn(state, caller, `${live.host.config.name}/${live.session.id}`)
  return activeTarget(host, session)
}

/** Refuses a session that the token may not see, with the message for a missing session, which reveals nothing. */
function refuseUnseen(): never {
  throw new FailureError({
    kind: 'missing',
    what: 'There is no such session, or your token does not show it.',
    hint: 'GET /api/v1/sessions lists the sessions that your token shows.',
  })
}

function gone(host: string, what: string): Failure {
  const { failure } = new FailureError({
    kind: 'missing',
    host: host || THIS_MACHINE,
    what: `The ${what} no longer exists.`,
    hint: 'GET /api/v1/sessions lists the sessions.',
  })
  return failure
}
