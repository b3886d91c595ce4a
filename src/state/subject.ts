import type { Failure } from './failure.ts'
import { serverKey } from './host.ts'
import type { State } from './model.ts'
import type { SessionRef, Target } from './ref.ts'
import { targetOf } from './selection.ts'
import { mayAttach, mayKill, mayStart, mayType } from './session.ts'
import { paneOf } from './target.ts'

/** What a key acts on: in the output panel what is followed, elsewhere what is selected. */
export function subjectOf(state: State): Target | null {
  const { panel, session } = state.view
  if (panel === 'output' || !session) return state.output.target
  return targetOf(state, session)
}

export function sessionOf(state: State): SessionRef | null {
  const { panel, session } = state.view
  if (panel !== 'output') return session
  return state.output.session
}

/** The host of what is selected or followed. */
export function hostOf(state: State): string {
  return state.view.panel === 'output' ? (state.output.target?.host ?? '') : state.view.host
}

export function whyNotType(state: State): string | null {
  const { target, failure } = state.output
  if (!target) return 'No pane is followed.'
  return failure?.what ?? why(mayType(state, target))
}

export function whyNotAttach(state: State): string | null {
  const target = subjectOf(state)
  return target ? why(mayAttach(state, target)) : 'No session is selected.'
}

export function whyNotEnd(state: State): string | null {
  const ref = sessionOf(state)
  const host = ref ? state.hosts.get(ref.host) : undefined
  const session = ref && host?.sessions.get(ref.session)
  if (!host || !session) return 'No session is selected.'
  return why(mayKill(state, { ...ref, server: serverKey(host), name: session.name }))
}

export function whyNotStart(state: State): string | null {
  const ready = [...state.hosts.keys()].some(name => !mayStart(state, name))
  return ready ? null : 'No host is connected.'
}

export function whyNotDial(state: State): string | null {
  return whyNotDialHost(state, hostOf(state))
}

export function whyNotDialHost({ hosts }: State, name: string): string | null {
  const host = hosts.get(name)
  if (!host) return 'No host is selected.'
  // Where there was no tmux it looks again.
  if (host.server.state === 'no-tmux') return null
  return host.link.state === 'up' ? `${host.config.name} is connected.` : null
}

export function whyNoPanes(state: State): string | null {
  const found = state.output.target && paneOf(state, state.output.target)
  if (!found) return 'No pane is followed.'
  return found.session.panes.length < 2 ? `${found.session.name} has one pane.` : null
}

function why(failure: Failure | null): string | null {
  return failure && [failure.what, failure.now].filter(Boolean).join(' ')
}
