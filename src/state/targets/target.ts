import { withoutScheme } from '../hosts/address.ts'
import { noSuchHost, serverKey } from '../hosts/host.ts'
import { type Failure, FailureError, makeFailure } from '../model/failure.ts'
import type { Host, Pane, Session } from '../model/fleet.ts'
import { THIS_MACHINE } from '../model/host-config.ts'
import type { State } from '../model/state.ts'
import type { Target, WrittenTarget } from '../model/target.ts'

export function parseTarget(target: string): WrittenTarget {
  const text = completeUrl(target)
  const slash = text.indexOf('/')
  const host = slash < 0 ? THIS_MACHINE : text.slice(0, slash)
  const rest = text.slice(slash + 1)
  const match = /^(?<session>[^:]*)(?::(?<window>[^.]*)(?:\.(?<pane>.*))?)?$/s.exec(rest)
  const { session = rest, window, pane } = match?.groups ?? {}
  return { host, session, ...(window && { window }), ...(pane && { pane }) }
}

/**
 * Parses a written target. An empty part (such as an unset shell variable) is an error, because the target would have
 * another meaning.
 * @throws FailureError (usage) that quotes the text.
 */
export function readTarget(target: string): WrittenTarget {
  const text = completeUrl(target)
  const rest = text.slice(text.indexOf('/') + 1)
  const place = rest.slice(rest.indexOf(':') + 1)
  const written = parseTarget(text)
  const isBegun = rest.includes(':')
  if (written.host.trim() === '')
    throw misnamed(
      text,
      'host',
      `Write host/session, or only the session (${rest || 's1'}) for one of this machine.`,
    )
  if (written.session.trim() === '')
    throw misnamed(
      text,
      'session',
      'Write host/session, or only the session for one of this machine. `fleetmux ls` lists all sessions.',
    )
  if (isBegun && (written.window ?? '').trim() === '')
    throw misnamed(text, 'window', 'To use the active pane of the session, omit the ":".')
  if (isBegun && place.includes('.') && (written.pane ?? '').trim() === '')
    throw misnamed(text, 'pane', 'To use the active pane of the window, omit the ".".')
  return written
}

/** `ssh://gpu1` means the host gpu1 without a session, and never a session gpu1 of this machine. */
function completeUrl(target: string): string {
  const text = withoutScheme(target)
  return text === target || text.includes('/') ? text : `${text}/`
}

function misnamed(text: string, part: string, hint: string): FailureError {
  return new FailureError({
    kind: 'usage',
    what: `${JSON.stringify(text)} names no ${part}.`,
    hint,
  })
}

export interface Found {
  readonly host: Host
  readonly session: Session
  readonly pane: Pane
  readonly target: Target
}

/** Resolves a written target by exact names: `s1` is never `s10`. It is resolved once; later steps use the result. */
export function find(state: State, written: WrittenTarget): Found | Failure {
  const host = state.hosts.get(written.host)
  if (!host) return noSuchHost(written.host)
  const called = sessionsCalled(host, written.session)
  if (called.length > 1) return ambiguous(host, written.session, called)
  const [session] = called
  if (!session) return noSuchSession(host, written.session)
  const pane = findPane(session, written)
  if (!pane) return noSuchPane(host, session, written)
  return {
    host,
    session,
    pane,
    target: { host: written.host, server: serverKey(host), pane: pane.id },
  }
}

/** Several sessions may match: cleaned names can be equal, and a name may look like an id. */
function sessionsCalled(host: Host, name: string): Session[] {
  return [...host.sessions.values()].filter(each => each.name === name || each.id === name)
}

/** The active pane of the session's current window; if no pane is marked as active, the session's first pane. */
export function activePane(session: Session): Pane | undefined {
  return session.panes.find(pane => pane.active) ?? session.panes[0]
}

/** The pane of a resolved target; null if its host, server or pane no longer exists. */
export function paneOf(state: State, target: Target): Omit<Found, 'target'> | null {
  const host = state.hosts.get(target.host)
  if (!host || serverKey(host) !== target.server) return null
  for (const session of host.sessions.values()) {
    const pane = session.panes.find(pane => pane.id === target.pane)
    if (pane) return { host, session, pane }
  }
  return null
}

export function sameTarget(one: Target | null, other: Target | null): boolean {
  return one?.host === other?.host && one?.server === other?.server && one?.pane === other?.pane
}

function findPane(session: Session, { window, pane }: WrittenTarget): Pane | undefined {
  const panes =
    window === undefined ? session.panes : session.panes.filter(each => isWindow(each, window))
  if (pane !== undefined) return panes.find(each => String(each.index) === pane || each.id === pane)
  return window === undefined ? activePane(session) : (panes.find(each => each.active) ?? panes[0])
}

function isWindow(pane: Pane, window: string): boolean {
  return (
    String(pane.window.index) === window || pane.window.id === window || pane.window.name === window
  )
}

function ambiguous(host: Host, name: string, called: readonly Session[]): Failure {
  const ids = called.map(({ id, name }) => `'${host.config.name}/${id}' (${name})`)
  return makeFailure({
    kind: 'refused',
    host: host.config.name,
    what: `${called.length} sessions have the name or the id ${name}.`,
    hint: `Use the id of one of them: ${ids.join(', ')}.`,
  })
}

function noSuchSession(host: Host, name: string): Failure {
  if (host.link.state === 'down' && host.link.failure)
    return { ...host.link.failure, host: host.config.name }
  return makeFailure({
    kind: 'missing',
    host: host.config.name,
    what: name ? `There is no session ${name}.` : 'No session was named.',
    hint: `\`fleetmux ls --host ${host.config.name}\` lists its sessions.`,
  })
}

function noSuchPane(host: Host, session: Session, { window, pane }: WrittenTarget): Failure {
  const asked = [window, pane].filter(part => part !== undefined).join('.')
  return makeFailure({
    kind: 'missing',
    host: host.config.name,
    what: `Session ${session.name} has no pane ${asked}.`,
    hint: `Its panes are ${session.panes.map(each => `${each.window.index}.${each.index}`).join(', ')}.`,
  })
}
