import type { Host } from '../../state/model/fleet.ts'
import type { UiState } from '../model/ui-state.ts'
import { poolOf } from '../sessions/session-list-rows.ts'
import { baseMode } from '../view/base-mode.ts'
import { clearToast, say, withView } from '../view/toast.ts'
import { detailLines } from './host-detail.ts'
import { roomOf } from './hosts-layout.ts'

/** Opens the hosts screen and selects `host`, by default the host selected in the pool panel. */
export function openHosts(state: UiState, host = state.view.host): UiState {
  const at = poolOf(state).findIndex(each => each.config.name === host)
  const screen = { host, row: Math.max(0, at), form: null, picks: null }
  return withView(state, { mode: 'hosts', hosts: screen, scroll: 0 })
}

/** The selected host, or, if this host has been removed, the host that is now in its row. */
export function selectedHost(state: UiState): Host | undefined {
  return poolOf(state)[selectedRow(state)]
}

/** Index of the selected host among those that the filter shows; -1: the filter shows none. */
export function selectedRow(state: UiState): number {
  const all = poolOf(state)
  const { host = '', row = 0 } = state.view.hosts ?? {}
  const at = all.findIndex(each => each.config.name === host)
  return at >= 0 ? at : Math.min(row, all.length - 1)
}

/** Moves the selection, in this screen and in the pool panel, which is shown again when this screen closes. */
export function moveHost(state: UiState, by: number): UiState {
  const { hosts } = state.view
  const all = poolOf(state)
  const from = selectedRow(state)
  const row = Math.max(0, Math.min(from + by, all.length - 1))
  const host = all[row]?.config.name
  if (!hosts || host === undefined) return say(state, 'No host matches.')
  return withView(state, { host, hosts: { ...hosts, host, row }, scroll: 0 })
}

/** Moves by pages. `by` may be a fraction. */
export function pageHosts(state: UiState, by: number): UiState {
  return moveHost(state, Math.trunc(by * roomOf(state).rows))
}

/** Scrolls the details below the rows. */
export function scrollDetail(state: UiState, by: number): UiState {
  const { columns, detail } = roomOf(state)
  const most = Math.max(0, detailLines(state, selectedHost(state), columns).length - detail)
  const scroll = Math.max(0, Math.min(state.view.scroll + by, most))
  return withView(state, { scroll })
}

/** Goes one step back: from an open dialog to the rows, from the rows to the panels. */
export function leaveHosts(state: UiState): UiState {
  const { hosts, mode } = state.view
  if (!hosts) return state
  if (mode === 'host-trial' && hosts.form) {
    return withView(state, {
      mode: 'host-form',
      scroll: 0,
      hosts: { ...hosts, form: { ...hosts.form, trial: null } },
    })
  }
  if (mode === 'host-form' && hosts.picks) {
    return withView(state, { mode: 'discover', hosts: { ...hosts, form: null } })
  }
  const isOpen = mode !== 'hosts'
  const rows = isOpen ? { ...hosts, form: null, picks: null } : null
  const next = withView(state, { hosts: rows, scroll: 0 })
  return withView(clearToast(next), { mode: baseMode(next) })
}
