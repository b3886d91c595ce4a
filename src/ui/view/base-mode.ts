import { isReached } from '../../state/hosts/link-text.ts'
import type { FilesScreen } from '../model/files-screen.ts'
import type { UiState } from '../model/ui-state.ts'
import type { Mode } from '../model/view.ts'
import { withView } from './toast.ts'

/**
 * The mode without an open dialog: hosts, files, runs, the wall, or the welcome screen while there is nothing to show.
 */
export function baseMode(state: UiState): Mode {
  if (state.view.hosts) return 'hosts'
  if (state.view.files) return filesMode(state.view.files)
  if (state.view.runs) return 'runs'
  if (state.view.wall) return 'wall'
  for (const host of state.hosts.values()) {
    if (host.config.transport !== 'local' || !isReached(host)) return 'normal'
    if (host.server.state === 'running' || host.server.state === 'unknown') return 'normal'
  }
  // If there is a run, the welcome screen is not shown.
  if (state.runs.all.size > 0) return 'normal'
  return state.hosts.size > 0 ? 'welcome' : 'normal'
}

export function toBaseMode(state: UiState): UiState {
  const { mode } = state.view
  const next = mode === 'normal' || mode === 'welcome' ? baseMode(state) : mode
  return next === mode ? state : withView(state, { mode: next })
}

/** The mode of the files screen: the directory, or what is open above it. */
function filesMode({ text, conflict, editor, opening, found }: FilesScreen): Mode {
  if (typeof opening === 'string') return 'file-edit'
  if (text) return 'file-text'
  if (conflict) return 'file-conflict'
  if (editor) return 'file-edit'
  return found ? 'files-found' : 'files'
}
