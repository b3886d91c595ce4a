import type { PlaybookLine, PlaybooksAnswer } from '../../state/host-requests/playbooks-request.ts'
import { isOtherServer } from '../../state/hosts/other-server.ts'
import { type Memoized, memoize } from '../../state/map/memoize.ts'
import type { Command } from '../../state/model/messages/command.ts'
import { openPrompt } from '../command-line/prompt.ts'
import type { PlaybooksIntent, PlaybooksView } from '../model/playbooks-view.ts'
import type { UiState } from '../model/ui-state.ts'
import { select } from '../sessions/selection.ts'
import { overlayRows } from '../view/dialog.ts'
import { andThen, type Handlers, type Step, step } from '../view/step.ts'
import { clearToast, say, withView } from '../view/toast.ts'
import { refreshedPlaybooks, refreshPlaybooks } from './refresh-playbooks.ts'

export const PLAYBOOKS_HEAD = 1

const ORDER: Readonly<Record<PlaybookLine['state'], number>> = {
  ...{ gate: 0, running: 1, gone: 2, ended: 3 },
}

/** The playbooks: first those that wait for a person, then the running ones, then the others; each newest first. */
export function playbookRows({ view }: UiState): readonly PlaybookLine[] {
  const { rows } = view.playbooks
  return memoize(sorted, rows, '', () =>
    rows.toSorted(
      (one, other) => ORDER[one.state] - ORDER[other.state] || other.created - one.created,
    ),
  )
}

const sorted = new WeakMap<object, Memoized<readonly PlaybookLine[]>>()

function selectedPlaybook(state: UiState): PlaybookLine | null {
  return playbookRows(state)[state.view.hit] ?? null
}

/** Moves the selection and scrolls so that it stays visible. */
export function movePlaybook(state: UiState, by: number): UiState {
  const last = Math.max(0, playbookRows(state).length - 1)
  const hit = Math.max(0, Math.min(state.view.hit + by, last))
  const rows = overlayRows(state, PLAYBOOKS_HEAD)
  const scroll = Math.max(hit - rows + 1, Math.min(state.view.scroll, hit))
  return withView(state, { hit, scroll })
}

/** Message handlers of the playbooks screen. */
export const playbooksView: Handlers = {
  'list-playbooks': state => list(clearToast(state)),
  'read-playbook': state => read(clearToast(state)),
  'new-playbook': (state, { host, pane }) => step(...askDocuments(clearToast(state), host, pane)),
  'ask-playbook': (state, { what }) => step(askFirst(clearToast(state), what)),
  'playbooks-answered': (state, { host, answer }) =>
    andThen(take(state, host, answer), next => refreshedPlaybooks(next, host)),
  sessions: (state, { host }) => refreshPlaybooks(state, host),
}

function list(state: UiState): Step {
  const open =
    state.view.mode === 'playbooks' ? {} : ({ mode: 'playbooks', hit: 0, scroll: 0 } as const)
  const hosts = [...state.hosts.values()].filter(
    host => !host.config.disabled && !isOtherServer(host),
  )
  const pending = hosts.map(({ config }) => config.name)
  const commands = pending.map(
    (host): Command => ({ type: 'ask-playbooks', host, ask: { do: 'list' } }),
  )
  const asked = { pending, failures: [], refreshing: {} }
  return step(withPlaybooks(withView(state, open), asked), ...commands)
}

function read(state: UiState): Step {
  const row = selectedPlaybook(state)
  if (!row) return step(say(state, 'No playbook is selected.'))
  const { host, id } = row
  const opened = withView(withPlaybooks(state, { text: null, refreshing: {} }), {
    mode: 'playbook-text',
    scroll: 0,
  })
  return step(opened, { type: 'ask-playbooks', host, ask: { do: 'show', id } })
}

/** Selects the session in which the playbook runs, so that its live pane is shown beside the text. */
function besideItsPane(state: UiState, host: string, name: string): Step {
  for (const session of state.hosts.get(host)?.sessions.values() ?? [])
    if (session.name === name && name !== '') return select(state, { host, session: session.id })
  return step(state)
}

/** Opens the prompt for a new playbook, and requests the documents that can be chosen. */
function askDocuments(state: UiState, host: string, pane: string | undefined) {
  const documents = { host, directory: '', names: [] }
  const opened = withPlaybooks(openPrompt(state, 'playbook-new'), { documents })
  const ask = { do: 'names', path: '', ...(pane !== undefined && { pane }) } as const
  return [opened, { type: 'ask-playbooks', host, ask }] as const
}

type What = Extract<PlaybooksIntent, { type: 'ask-playbook' }>['what']

function askFirst(state: UiState, what: What): UiState {
  const row = selectedPlaybook(state)
  const why = row ? whyNot(row, what) : 'No playbook is selected.'
  if (!row || why) return say(state, why ?? '')
  const { host, id, name, question } = row
  const questions: Readonly<Record<What, string>> = {
    go: `${question || 'Continue?'} — answer go to ${name} on ${host}?`,
    no: `${question || 'Continue?'} — answer stop to ${name} on ${host}? The playbook then ends.`,
    stop: `Stop the playbook ${name} on ${host}, and its agent?`,
    resume: `Resume the playbook ${name} on ${host} where it ended?`,
  }
  const ask =
    what === 'go' || what === 'no'
      ? ({ do: 'answer', id, answer: what === 'go' ? 'go' : 'stop' } as const)
      : ({ do: what, id } as const)
  const intent = { type: 'ask-playbooks', host, ask } as const
  return withView(state, {
    mode: 'confirm',
    confirm: { what: 'playbook', question: questions[what], intent },
  })
}

function whyNot({ state, name }: PlaybookLine, what: What): string | null {
  const isOver = state === 'ended' || state === 'gone'
  if (what === 'resume') return isOver ? null : `${name} has not ended.`
  if (what === 'stop') return isOver ? `${name} has ended.` : null
  return state === 'gate' ? null : `${name} is not waiting for an answer.`
}

function take(state: UiState, host: string, answer: PlaybooksAnswer): Step {
  const { playbooks, mode } = state.view
  if (answer.of === 'names') {
    const { directory, names } = answer
    return step(withPlaybooks(state, { documents: { host, directory, names } }))
  }
  if (answer.of === 'text') {
    if (mode !== 'playbook-text') return step(state)
    return besideItsPane(withPlaybooks(state, { text: answer.text }), host, answer.text.session)
  }
  const pending = playbooks.pending.filter(each => each !== host)
  if ('failure' in answer) {
    const failures = [...playbooks.failures, answer.failure]
    return step(withPlaybooks(state, { pending, failures }))
  }
  const chosen = selectedPlaybook(state)
  const others = playbooks.rows.filter(row => row.host !== host)
  const next = withPlaybooks(state, { pending, rows: [...others, ...answer.rows] })
  if (mode !== 'playbooks') return step(next)
  const at = playbookRows(next).findIndex(row => row.host === chosen?.host && row.id === chosen.id)
  // The list has changed: selects the playbook that was selected before, which may now be in another row.
  return step(movePlaybook(at >= 0 ? withView(next, { hit: at }) : next, 0))
}

function withPlaybooks(state: UiState, change: Partial<PlaybooksView>): UiState {
  return withView(state, { playbooks: { ...state.view.playbooks, ...change } })
}
