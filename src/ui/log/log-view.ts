import { type Memoized, memoize } from '../../state/map/memoize.ts'
import type { Entry } from '../../state/model/log-entry.ts'
import { EMPTY_LINE } from '../edit/line.ts'
import type { UiIntent } from '../model/intent.ts'
import type { UiState } from '../model/ui-state.ts'
import { select } from '../sessions/selection.ts'
import { matches } from '../sessions/session-filter.ts'
import { baseMode, toBaseMode } from '../view/base-mode.ts'
import { inside, overlayOf } from '../view/layout.ts'
import { type Handlers, step } from '../view/step.ts'
import { say, withView } from '../view/toast.ts'
import { entryLines, entryText, placeName, placeOf } from './entry-text.ts'
import { searchLog } from './log-search.ts'

/** Opens the log without a search, at its newest entry; the selection follows new entries. */
export function openLog(state: UiState): UiState {
  return withView(state, { mode: 'log', scroll: 0, log: { filter: '', entry: null } })
}

/** The entries that match the search, newest last. */
export function shownEntries({ log, view }: Pick<UiState, 'log' | 'view'>): readonly Entry[] {
  const { filter } = view.log
  if (filter === '') return log
  return memoize(found, log, filter, () => log.filter(entry => matches(filter, wordsOf(entry))))
}

// The list of matching entries and the text of each entry are cached: every drawn row needs the list, and making an
// entry's text takes longer than searching it.
const found = new WeakMap<readonly Entry[], Memoized<readonly Entry[]>>()
const words = new WeakMap<Entry, Memoized<string>>()

function wordsOf(entry: Entry): string {
  return memoize(words, entry, '', () => entryText(entry))
}

/** Index of the selected entry, or of the newest if the selected one does not match the search; -1: no entries. */
export function entryRow(state: UiState): number {
  const entries = shownEntries(state)
  const { entry } = state.view.log
  const row = entry ? entries.indexOf(entry) : -1
  return row < 0 ? entries.length - 1 : row
}

/** Index of the first visible entry. */
export function logTop(state: UiState): number {
  const rows = rowsIn(state)
  const row = Math.max(0, entryRow(state))
  const last = Math.max(0, shownEntries(state).length - rows)
  return Math.max(row - rows + 1, Math.min(state.view.scroll, row, last))
}

/** Moves the selection. A selection on the newest entry moves to each new entry. */
export function moveEntry(state: UiState, by: number): UiState {
  const entries = shownEntries(state)
  const row = Math.max(0, Math.min(entryRow(state) + by, entries.length - 1))
  const entry = row === entries.length - 1 ? null : (entries[row] ?? null)
  const top = logTop(state)
  const moved = withView(state, { log: { ...state.view.log, entry }, scroll: top })
  return withView(moved, { scroll: logTop(moved) })
}

/** Goes one step back: from an entry to the list, from a search to the whole list, from the list to the panels. */
export function leaveLog(state: UiState): UiState {
  const { mode, log } = state.view
  if (mode === 'entry')
    return withView(state, { mode: 'log', scroll: Math.max(0, entryRow(state)) })
  if (mode === 'log-filter' || log.filter !== '')
    return withView(searchLog(state, ''), { mode: 'log', line: EMPTY_LINE })
  return withView(state, { mode: baseMode(state), scroll: 0, log: { filter: '', entry: null } })
}

/** The lines of the opened entry. */
export function entryRows(state: UiState): readonly string[] {
  const { entry } = state.view.log
  return entry ? entryLines(state, entry, inside(overlayOf(state.view)).width - 2) : []
}

/** Opens the selected entry. It stays open when new entries arrive. */
export function showEntry(state: UiState): UiState {
  const entry = shownEntries(state)[entryRow(state)]
  if (!entry) return say(state, 'No entry is selected.')
  return withView(state, { mode: 'entry', scroll: 0, log: { ...state.view.log, entry } })
}

/** Goes to the session or the host that the entry is about, or says why this is not possible. */
export function jumpToPlace(state: UiState): UiIntent {
  const entry = shownEntries(state)[entryRow(state)]
  const place = entry && placeOf(entry)
  if (!entry || !place) return { type: 'say', text: 'This log entry names no host to go to.' }
  const host = state.hosts.get(place.host)
  if (!host) return { type: 'say', text: `${place.host} is no longer in the fleet.` }
  if (place.session === undefined) return { type: 'go', host: place.host }
  return host.sessions.get(place.session)
    ? { type: 'go', host: place.host, session: place.session }
    : { type: 'say', text: `${placeName(entry)} is gone.` }
}

/** Why `jumpToPlace` cannot go to a session or host; null if it can. */
export function whyNotThere(state: UiState): string | null {
  const asked = jumpToPlace(state)
  return asked.type === 'say' ? asked.text : null
}

/**
 * Message handler of the intent `go`: closes the open dialog and selects a session, or a host if no session is given,
 * even if the filter hides it.
 */
export const logView: Handlers = {
  go(state, { host, session }) {
    const closed = toBaseMode(
      withView(state, { ...PANELS, filter: '', log: { filter: '', entry: null } }),
    )
    if (session !== undefined)
      return select(withView(closed, { panel: 'sessions', list: 'sessions' }), { host, session })
    return step(withView(closed, { panel: 'pool', list: 'pool', host }))
  },
}

const PANELS = { mode: 'normal', wall: null, hosts: null } as const

function rowsIn({ view }: Pick<UiState, 'view'>): number {
  return Math.max(1, inside(overlayOf(view)).height)
}
