import { whyAsks } from '../../state/agents/asking.ts'
import { serverKey } from '../../state/hosts/host.ts'
import type { Failure } from '../../state/model/failure.ts'
import type { SessionRef, Target } from '../../state/model/target.ts'
import { mayAttach, mayKill, mayStart, mayType } from '../../state/sessions/session.ts'
import { paneOf } from '../../state/targets/target.ts'
import type { UiState } from '../model/ui-state.ts'
import { indexIn } from './list-scroll.ts'
import { targetOf } from './selection.ts'

/**
 * The pane that a key acts on: the followed pane in the output panel or if no session is selected, else the active pane
 * of the selected session. null: there is no such pane, the filter hides the session, or the followed pane was lost and
 * the user has not chosen another session since.
 */
export function subjectOf(state: UiState): Target | null {
  const { panel, session } = state.view
  if (panel === 'output' || !session) return state.output.target
  return isUnchosen(state) || isHidden(state) ? null : targetOf(state, session)
}

export function sessionOf(state: UiState): SessionRef | null {
  const { panel, session } = state.view
  if (panel === 'output') return state.output.session
  return isUnchosen(state) || isHidden(state) ? null : session
}

/** The message for a key that needs a selected session. */
export function whyNoSubject(state: UiState, otherwise = 'No session is selected.'): string {
  if (isHidden(state)) return 'No session matches the filter. esc clears the filter.'
  const gone = state.output.failure?.what
  return isUnchosen(state) && gone
    ? `${gone} Choose another session with Enter or the arrows.`
    : otherwise
}

/**
 * Whether the output panel still shows the last screen of an ended session, while the selection has moved to another
 * session by itself. A key would then act on a session that the user has not selected.
 */
function isUnchosen({ view, output, hosts }: UiState): boolean {
  const { session } = view
  const { session: shown, failure } = output
  if (!session || !shown || failure?.kind !== 'lost') return false
  const isOther = shown.session !== session.session || shown.host !== session.host
  return isOther && hosts.get(shown.host)?.sessions.get(shown.session) === undefined
}

/** Whether the filter hides the selected session. Keys do not act on a hidden session. */
function isHidden(state: UiState): boolean {
  const { filter, session, panel } = state.view
  return panel !== 'output' && filter !== '' && session !== null && indexIn(state, 'sessions') < 0
}

/** The host of the selected session or the followed pane. */
export function hostOf(state: UiState): string {
  return state.view.panel === 'output' ? (state.output.target?.host ?? '') : state.view.host
}

export function whyNotType(state: UiState): string | null {
  const { target, failure } = state.output
  if (!target) return 'No pane is followed.'
  return failure?.what ?? why(mayType(state, target))
}

/**
 * Why no text can be sent to the followed pane. A text is refused while an agent asks a question, since it could answer
 * the question. Keys typed directly into the pane are not refused.
 */
export function whyNotSend(state: UiState): string | null {
  const { target } = state.output
  return whyNotType(state) ?? (target && why(whyAsks(state, target)))
}

export function whyNotAttach(state: UiState): string | null {
  const target = subjectOf(state)
  return target ? why(mayAttach(state, target)) : whyNoSubject(state)
}

export function whyNotEnd(state: UiState): string | null {
  const ref = sessionOf(state)
  const host = ref ? state.hosts.get(ref.host) : undefined
  const session = ref && host?.sessions.get(ref.session)
  if (!host || !session) return whyNoSubject(state)
  return why(mayKill(state, { ...ref, server: serverKey(host), name: session.name }))
}

export function whyNotStart(state: UiState): string | null {
  const ready = [...state.hosts.keys()].some(name => !mayStart(state, name))
  return ready ? null : 'No host is connected.'
}

export function whyNotDial(state: UiState): string | null {
  return whyNotDialHost(state, hostOf(state))
}

export function whyNotDialHost({ hosts }: UiState, name: string): string | null {
  const host = hosts.get(name)
  if (!host) return 'No host is selected.'
  // Connecting to a host without tmux is allowed, because fleetmux then looks for tmux again.
  if (host.server.state === 'no-tmux') return null
  return host.link.state === 'up' ? `${host.config.name} is connected.` : null
}

export function whyNoPanes(state: UiState): string | null {
  const found = state.output.target && paneOf(state, state.output.target)
  if (!found) return 'No pane is followed.'
  return found.session.panes.length < 2 ? `${found.session.name} has only one pane.` : null
}

function why(failure: Failure | null): string | null {
  return failure && [failure.what, failure.hint].filter(Boolean).join(' ')
}
