import { randomBytes } from 'node:crypto'
import { FailureError } from '../../state/model/failure.ts'
import type { Pane, Server, Session } from '../../state/model/fleet.ts'
import type { TmuxCommand } from '../tmux/command.ts'

/** The session and pane that a terminal shows. */
export interface WantedPane {
  readonly host: string
  readonly session: Session
  readonly pane: Pane
  readonly server: Server
  readonly readOnly: boolean
}

/**
 * Attaches to the session itself, like all its other terminals. Uses the session's id: its name may belong to another
 * session by now.
 */
export function sessionCommand({ session, readOnly }: WantedPane): TmuxCommand {
  return ['attach-session', ...(readOnly ? ['-r'] : []), '-t', session.id]
}

/**
 * Shows one window and pane to this terminal only, in a temporary session of the same tmux session group. The temporary
 * session has a current window of its own, and ends with its only client.
 * @throws FailureError when this tmux cannot do it without affecting other terminals.
 */
export function windowCommand(wanted: WantedPane): TmuxCommand {
  const { session, pane, readOnly } = wanted
  const name = viewName()
  const own = hasClientFlags(wanted.server)
  if (readOnly && !own) throw tooOld(wanted)
  const flags = [own && 'active-pane', readOnly && 'read-only,ignore-size'].filter(Boolean).join()
  return [
    ...['new-session', ...(flags ? ['-f', flags] : []), '-t', session.id, '-s', name, ';'],
    ...endsWithClient(name),
    ...[';', 'select-window', '-t', `=${name}:${pane.window.id}`],
    ...(own ? [';', ...selectPane(pane)] : []),
  ]
}

/**
 * Shows one window in a temporary session of the same session group, for a terminal that is already attached to the
 * tmux server: creates the temporary session and switches the terminal's client to it.
 */
export function switchCommand({ session, pane }: WantedPane, name: string): TmuxCommand {
  return [
    ...['new-session', '-d', '-t', session.id, '-s', name, ';'],
    ...['select-window', '-t', `=${name}:${pane.window.id}`, ';'],
    ...['switch-client', '-t', `=${name}:`, ';'],
    ...endsAlone(name),
  ]
}

/**
 * A name for a temporary session, which no other session has. fleetmux's session lists omit the temporary session
 * because of its user option `@fleetmux_view`.
 */
export function viewName(): string {
  return `fleetmux-${randomBytes(4).toString('hex')}`
}

/**
 * Ends the temporary session when its client has detached, by a hook of the session. With the option
 * `destroy-unattached`, tmux would end the session while the client is still detaching, if any other client detaches in
 * that moment; tmux 3.3a then reads the ended session and crashes with all sessions. Measured while other clients
 * attached and detached: 6 crashes in 60 detaches with the option, none with the hook.
 */
function endsWithClient(name: string): TmuxCommand {
  const target = `=${name}:`
  const end = `if-shell -F -t ${target} '#{session_attached}' '' 'kill-session -t ${target}'`
  return [
    ...['set-hook', '-t', target, 'client-detached', end, ';'],
    ...['set-option', '-t', target, '@fleetmux_view', '1'],
  ]
}

/**
 * Ends the temporary session when no client is attached to it any more. It needs tmux's option `destroy-unattached`,
 * because no hook runs when a client is switched to another session. The option is set after the client was switched to
 * the temporary session, because an unattached session with this option ends at once.
 */
function endsAlone(name: string): TmuxCommand {
  const set = ['set-option', '-t', `=${name}:`]
  return [...set, 'destroy-unattached', 'on', ';', ...set, '@fleetmux_view', '1']
}

/** Selects the pane, except in a zoomed window: the selection would end the zoom for all terminals. */
function selectPane(pane: Pane): TmuxCommand {
  const unlessZoomed = '#{?window_zoomed_flag,,1}'
  return ['if-shell', '-F', '-t', pane.id, unlessZoomed, `select-pane -t ${pane.id}`]
}

/**
 * Whether a client can have its own active pane (tmux 3.2 and later). Versions without a number, such as "master" and
 * OpenBSD's, count as newer.
 */
function hasClientFlags(server: Server): boolean {
  const version = server.state === 'running' ? server.version : ''
  const [, major, minor] = /^(?:next-)?(\d+)\.(\d+)/.exec(version) ?? []
  return major === undefined || Number(major) * 100 + Number(minor) >= 302
}

function tooOld({ host, server }: WantedPane): FailureError {
  const version = server.state === 'running' ? server.version : ''
  return new FailureError({
    kind: 'refused',
    host,
    what: 'This host cannot attach a single window read-only.',
    why: `its tmux is ${version}, but 3.2 or newer is needed`,
    hint: 'Omit --window or --read-only.',
  })
}
