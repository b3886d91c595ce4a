import { explain, explainLines } from '../../state/agents/explain.ts'
import { heldCount } from '../../state/broadcast/queued-sends.ts'
import { serverKey } from '../../state/hosts/host.ts'
import { launchRows } from '../../state/launch/launch.ts'
import { isHeldAtPane } from '../../state/model/receipt.ts'
import type { SessionRef } from '../../state/model/target.ts'
import { hitRows } from '../../state/search/hits.ts'
import { mayKill } from '../../state/sessions/session.ts'
import { explained } from '../answer/explained.ts'
import { isPrompt, openPrompt } from '../command-line/prompt.ts'
import { askInterrupt, openComposer } from '../compose/composer.ts'
import { openReceipts, shownBroadcast } from '../compose/receipt-table.ts'
import { openLauncher } from '../launch/launcher.ts'
import { entryRows, openLog } from '../log/log-view.ts'
import type { ViewIntent } from '../model/intent.ts'
import type { UiState } from '../model/ui-state.ts'
import type { Mode } from '../model/view.ts'
import { HITS_HEAD } from '../search/hits.ts'
import { sessionOf, whyNoSubject } from '../sessions/action-target.ts'
import { openForm } from '../sessions/new-session-form.ts'
import { overlayOf } from '../view/layout.ts'
import { look, refuseOnScreen, say } from '../view/toast.ts'
import { helpRows } from './keymap.ts'

type Asked = Extract<ViewIntent, { type: 'ask' }>

/** Opens what was asked for: a prompt, a form, an overlay, a question. */
export function open(state: UiState, { mode, session, text, id }: Asked): UiState {
  if (isPrompt(mode)) return openPrompt(state, mode)
  if (mode === 'new') return openForm(state)
  if (mode === 'launch') return openLauncher(state)
  if (mode === 'kill') return askKill(state, session ?? sessionOf(state))
  if (mode === 'compose') return openComposer(state, text)
  if (mode === 'interrupt') return askInterrupt(state, id)
  if (mode === 'receipts') return openReceipts(state)
  if (mode === 'quit') return askQuit(state)
  // Their slices open them: who is shown is followed too.
  if (mode === 'answer' || mode === 'wall') return state
  if (mode === 'log') return openLog(state)
  return look(state, { mode, scroll: 0, hit: 0 })
}

export function isOverlay(mode: Mode): boolean {
  return Object.hasOwn(HEADS, mode)
}

export function scrollOverlay(state: UiState, by: number): UiState {
  const most = Math.max(0, lengthOf(state) - overlayRows(state))
  return look(state, { scroll: Math.max(0, Math.min(state.view.scroll + by, most)) })
}

/** Lines of text that an overlay shows. */
export function overlayRows({ view }: Pick<UiState, 'view'>): number {
  return Math.max(1, overlayOf(view).height - 2 - (HEADS[view.mode] ?? 0))
}

/** What stands above the rows of an overlay: the heading of the table, or what was sent. */
const HEADS: Readonly<Partial<Record<Mode, number>>> = {
  help: 1,
  log: 0,
  entry: 0,
  explain: 0,
  recipients: 4,
  receipts: 4,
  launches: 1,
  hits: HITS_HEAD,
}

/** The lines of the explanation that is shown. */
export function explainRows(state: UiState): readonly string[] {
  const target = explained(state)
  return target ? explainLines(explain(state, target), state.now) : ['No session is selected.']
}

function lengthOf(state: UiState): number {
  const { mode, composer } = state.view
  if (mode === 'help') return helpRows(state).length
  if (mode === 'entry') return entryRows(state).length
  if (mode === 'explain') return explainRows(state).length
  if (mode === 'launches') return launchRows(state).length
  if (mode === 'hits') return hitRows(state).length
  if (mode === 'recipients') return composer?.shown.length ?? 0
  return mode === 'receipts' ? (shownBroadcast(state)?.rows.length ?? 0) : state.log.length
}

function askKill(state: UiState, ref: SessionRef | null): UiState {
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
  return look(state, { mode: 'confirm', confirm: { what: 'end', question, target } })
}

function askQuit(state: UiState): UiState {
  const count = heldCount(state)
  const panes = count === 1 ? '1 pane waits' : `${count} panes wait`
  const atPanes = state.broadcasts.some(each => each.rows.some(isHeldAtPane))
  const question = `Quit? ${panes} ${atPanes ? 'until it is ready' : 'for a host'} to hear a text.`
  return look(state, { mode: 'confirm', confirm: { what: 'quit', question } })
}
