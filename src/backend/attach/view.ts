import { randomBytes } from 'node:crypto'
import { FailureError } from '../../state/model/failure.ts'
import type { Pane, Server, Session } from '../../state/model/fleet.ts'
import type { TmuxCommand } from '../tmux/command.ts'

/** What a terminal shall show of a session. */
export interface Wanted {
  readonly host: string
  readonly session: Session
  readonly pane: Pane
  readonly server: Server
  readonly readOnly: boolean
}

/** The session as it is, for all its terminals alike. Ids are exact; a name could be another's by now. */
export function sessionWords({ session, readOnly }: Wanted): TmuxCommand {
  return ['attach-session', ...(readOnly ? ['-r'] : []), '-t', session.id]
}

/**
 * One window and pane, for this terminal only: a session of the same group, which has a current window of its
 * own and ends with its only client. It must be attached before it may end so, or it would end at once.
 * @throws FailureError where that tmux cannot do it without touching other terminals.
 */
export function windowWords(wanted: Wanted): TmuxCommand {
  const { session, pane, readOnly } = wanted
  const name = viewName()
  const own = hasClientFlags(wanted.server)
  if (readOnly && !own) throw tooOld(wanted)
  const flags = [own && 'active-pane', readOnly && 'read-only,ignore-size'].filter(Boolean).join()
  return [
    ...['new-session', ...(flags ? ['-f', flags] : []), '-t', session.id, '-s', name, ';'],
    ...endsAlone(name),
    ...[';', 'select-window', '-t', `=${name}:${pane.window.id}`],
    ...(own ? [';', ...selectPane(pane)] : []),
  ]
}

/** The same for a terminal that shows another session of that server now: it is switched over. */
export function switchWords({ session, pane }: Wanted, name: string): TmuxCommand {
  return [
    ...['new-session', '-d', '-t', session.id, '-s', name, ';'],
    ...['select-window', '-t', `=${name}:${pane.window.id}`, ';'],
    ...['switch-client', '-t', `=${name}:`, ';'],
    ...endsAlone(name),
  ]
}

/** Nobody's session has such a name, and lists leave it out by its mark. */
export function viewName(): string {
  return `fleetmux-${randomBytes(4).toString('hex')}`
}

function endsAlone(name: string): TmuxCommand {
  const set = ['set-option', '-t', `=${name}:`]
  return [...set, 'destroy-unattached', 'on', ';', ...set, '@fleetmux_view', '1']
}

/** A zoomed window would lose its zoom, for everybody. */
function selectPane(pane: Pane): TmuxCommand {
  const unlessZoomed = '#{?window_zoomed_flag,,1}'
  return ['if-shell', '-F', '-t', pane.id, unlessZoomed, `select-pane -t ${pane.id}`]
}

/** From tmux 3.2 on a client may have an active pane of its own. "master" and OpenBSD's carry no such number. */
function hasClientFlags(server: Server): boolean {
  const version = server.state === 'running' ? server.version : ''
  const [, major, minor] = /^(?:next-)?(\d+)\.(\d+)/.exec(version) ?? []
  return major === undefined || Number(major) * 100 + Number(minor) >= 302
}

function tooOld({ host, server }: Wanted): FailureError {
  const version = server.state === 'running' ? server.version : ''
  return new FailureError({
    kind: 'refused',
    host,
    what: 'A single window cannot be attached to read-only there.',
    why: `tmux ${version}; it takes 3.2`,
    now: 'Leave out --window, or --read-only.',
  })
}
