import { isOtherServer } from '../../state/hosts/other-server.ts'
import type { UiIntent } from '../model/intent.ts'
import type { UiState } from '../model/ui-state.ts'
import { overlayOf } from '../view/layout.ts'
import { workRows } from '../view/selected-work.ts'
import { withView } from '../view/toast.ts'

/** Number of rows above the list: the column titles, and a note on the selected session. */
export const WORK_HEAD = 2

/** Moves the selection and scrolls so that it stays visible. */
export function moveWork(state: UiState, by: number): UiState {
  const last = Math.max(0, workRows(state).length - 1)
  const hit = Math.max(0, Math.min(state.view.hit + by, last))
  const rows = Math.max(1, overlayOf(state.view).height - 2 - WORK_HEAD)
  const scroll = Math.max(hit - rows + 1, Math.min(state.view.scroll, hit))
  return withView(state, { hit, scroll })
}

/** Requests the worktree sessions of all hosts. */
export function readWork(state: UiState): UiIntent {
  return { type: 'read-worktrees', hosts: askedHosts(state) }
}

/**
 * All hosts that are not disabled. Of several tmux servers on one host only one is asked, since all have the same
 * worktree sessions.
 */
export function askedHosts({ hosts }: UiState): readonly string[] {
  const asked = [...hosts.values()].filter(host => !host.config.disabled && !isOtherServer(host))
  return asked.map(({ config }) => config.name)
}

/**
 * Scrolls to the next (1) or previous (-1) line that contains `pattern`, starting beside the first visible line and
 * wrapping around.
 */
export function matchLine(state: UiState, by: 1 | -1, pattern = state.view.workSearch): UiState {
  const lines = state.work.text?.lines ?? []
  const wanted = pattern.toLowerCase()
  const from = state.view.scroll
  for (let step = 1; step <= lines.length && wanted !== ''; step++) {
    const at = (((from + by * step) % lines.length) + lines.length) % lines.length
    if (lines[at]?.toLowerCase().includes(wanted))
      return withView(state, { scroll: at, workSearch: pattern })
  }
  return withView(state, { workSearch: pattern })
}
