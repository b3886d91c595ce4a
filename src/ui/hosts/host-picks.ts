import type { Discovered } from '../../state/model/discovered.ts'
import type { Importable } from '../../state/model/settings/config-value.ts'
import type { HostPicks, Pick } from '../model/hosts-screen.ts'
import type { UiState } from '../model/ui-state.ts'
import { type Handlers, step } from '../view/step.ts'
import { say, withView } from '../view/toast.ts'
import { openHostForm } from './host-dialog.ts'

/** Message handlers of the dialog with hosts to import. */
export const hostPicks: Handlers = {
  'pick-hosts': (state, { from, ref }) => {
    const { hosts } = state.view
    if (!hosts) return step(state)
    const begun: HostPicks = { from, ref, rows: null, failure: null, at: 0, ticked: [] }
    const mode = from === 'ssh' ? 'import' : 'discover'
    const next = withView(state, { mode, hosts: { ...hosts, picks: begun, form: null } })
    return step(
      next,
      from === 'ssh' ? { type: 'read-importable', ref } : { type: 'discover', from, ref },
    )
  },

  importable: (state, { hosts, ref }) => step(withRows(state, ref, hosts.map(importRow))),
  discovered: (state, { found, ref }) => step(withRows(state, ref, found.map(foundRow))),
  failed: (state, { failure, ref }) =>
    step(isAsked(state, ref) ? withPicks(state, picks => ({ ...picks, failure })) : state),

  'tick-host': (state, { what }) =>
    step(withPicks(state, picks => (what === 'one' ? tickOne(picks) : tickAll(picks)))),
}

/** Moves the cursor by `by` rows; it stops at the ends. */
export function movePick(state: UiState, by: number): UiState {
  return withPicks(state, picks => {
    const last = (picks.rows?.length ?? 0) - 1
    return { ...picks, at: Math.max(0, Math.min(picks.at + by, last)) }
  })
}

/** The names to import: the selected ones, or, if none is selected, the one at the cursor. */
export function pickedNames(state: UiState): readonly string[] {
  const { ticked = [], rows, at = 0 } = state.view.hosts?.picks ?? {}
  const row = rows?.[at]
  if (ticked.length > 0) return ticked
  return row && row.trouble === null ? [row.name] : []
}

/** Opens the form for the host at the cursor, or says why it cannot be added. */
export function takePick(state: UiState): UiState {
  const { rows, at = 0 } = state.view.hosts?.picks ?? {}
  const row = rows?.[at]
  if (!row?.entry) return say(state, 'There is no host to add.')
  return row.trouble === null ? openHostForm(state, null, row.entry) : say(state, row.trouble)
}

function importRow({ name, goal, isKnown }: Importable): Pick {
  const trouble = isKnown ? `The host ${name} already exists.` : null
  return { name, words: goal ?? 'ssh reports no address', trouble, entry: null }
}

function foundRow({ entry, sessions, known, trouble }: Discovered): Pick {
  const words =
    sessions === 1 ? '1 session' : `${sessions ?? 'no tmux'}${sessions === null ? '' : ' sessions'}`
  const isKnown = known === undefined ? null : `This is already the host ${known}.`
  const none = sessions === null ? `tmux is not installed in ${entry.name}.` : null
  return { name: entry.name, words, trouble: trouble ?? isKnown ?? none, entry }
}

function tickOne(picks: HostPicks): HostPicks {
  const row = picks.rows?.[picks.at]
  if (!picks.rows || !row) return picks
  const at = Math.min(picks.at + 1, picks.rows.length - 1)
  if (row.trouble !== null) return { ...picks, at }
  const rest = picks.ticked.filter(name => name !== row.name)
  const ticked = rest.length < picks.ticked.length ? rest : [...rest, row.name]
  return { ...picks, ticked, at }
}

/** Selects all hosts that can be added; if all are selected, selects none. */
function tickAll(picks: HostPicks): HostPicks {
  const all = (picks.rows ?? []).flatMap(row => (row.trouble === null ? [row.name] : []))
  return { ...picks, ticked: picks.ticked.length < all.length ? all : [] }
}

function withRows(state: UiState, ref: string | undefined, rows: readonly Pick[]): UiState {
  return isAsked(state, ref) ? withPicks(state, picks => ({ ...picks, rows, at: 0 })) : state
}

function isAsked({ view }: UiState, ref: string | undefined): boolean {
  return ref !== undefined && view.hosts?.picks?.ref === ref
}

function withPicks(state: UiState, to: (picks: HostPicks) => HostPicks): UiState {
  const { hosts } = state.view
  return hosts?.picks ? withView(state, { hosts: { ...hosts, picks: to(hosts.picks) } }) : state
}
