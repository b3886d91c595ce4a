import { openForm } from './form.ts'
import { serverKey } from './host.ts'
import type { ViewIntent } from './intent.ts'
import { helpRows } from './keymap.ts'
import { overlayOf } from './layout.ts'
import type { Mode, SessionRef, State } from './model.ts'
import { isPrompt, openPrompt } from './prompt.ts'
import { mayKill, refuse } from './session.ts'
import { look, say } from './toast.ts'

type Asked = Extract<ViewIntent, { type: 'ask' }>

/** Opens what was asked for: a prompt, a form, an overlay, a question. */
export function open(state: State, { mode, session }: Asked): State {
  if (isPrompt(mode)) return openPrompt(state, mode)
  if (mode === 'new') return openForm(state)
  if (mode === 'kill') return askKill(state, session ?? state.view.session)
  if (mode === 'log')
    return look(state, { mode, scroll: Math.max(0, state.log.length - overlayRows(state)) })
  return look(state, { mode, scroll: 0 })
}

export function isOverlay(mode: Mode): boolean {
  return mode === 'help' || mode === 'log'
}

export function scrollOverlay(state: State, by: number): State {
  const length = state.view.mode === 'help' ? helpRows(state).length : state.log.length
  const most = Math.max(0, length - overlayRows(state))
  return look(state, { scroll: Math.max(0, Math.min(state.view.scroll + by, most)) })
}

/** Lines of text that an overlay shows. */
export function overlayRows({ view }: Pick<State, 'view'>): number {
  // The table of the keys has a heading.
  return Math.max(1, overlayOf(view).height - (view.mode === 'help' ? 3 : 2))
}

function askKill(state: State, ref: SessionRef | null): State {
  const host = ref && state.hosts[ref.host]
  const session = host && ref && host.sessions[ref.session]
  if (!session) return say(state, 'No session is selected.')
  const target = {
    host: ref.host,
    session: ref.session,
    server: serverKey(host),
    name: session.name,
  }
  const failure = mayKill(state, target)
  if (failure) return refuse(state, failure)
  const programs = session.panes.length === 1 ? '1 pane' : `${session.panes.length} panes`
  const question = `End session ${session.name} on ${ref.host}, with ${programs}?`
  return look(state, { mode: 'confirm', confirm: { question, target } })
}
