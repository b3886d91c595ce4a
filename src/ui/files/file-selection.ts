import type { FileEntry } from '../../state/files/file-entry.ts'
import { PAGE } from '../../state/files/host-files.ts'
import type { FilesScreen } from '../model/files-screen.ts'
import type { UiState } from '../model/ui-state.ts'
import { baseMode } from '../view/base-mode.ts'
import { inside, screenArea } from '../view/layout.ts'
import { withView } from '../view/toast.ts'

/** Number of rows above the list: the column names. */
export const FILES_HEAD = 1

/** Modes of the files screen: the directory, or what is open above it. */
export type FilesMode = (typeof MODES)[number]
const MODES = ['files', 'file-text', 'file-edit', 'files-found', 'file-conflict'] as const

export function filesRows(view: UiState['view']): number {
  const { height } = inside(screenArea(view))
  return Math.max(1, view.mode === 'files' ? height - FILES_HEAD : height)
}

export function selectedFile({ view: { files } }: UiState): FileEntry | null {
  return files?.listing?.entries[files.row] ?? null
}

/** The path on the host of an entry in the list. */
export function pathOfEntry(files: FilesScreen, name: string): string {
  return joinPath(directoryOf(files), name)
}

/** The directory as the host reports it, else as it was requested. */
export function directoryOf({ listing, path }: FilesScreen): string {
  return listing?.directory ?? path
}

export function joinPath(directory: string, name: string): string {
  return directory === '' ? name : `${directory.replace(/\/+$/, '')}/${name}`
}

export function pagesOf({ listing }: FilesScreen): number {
  return Math.max(1, Math.ceil((listing?.total ?? 0) / PAGE))
}

export function withFiles(state: UiState, change: Partial<FilesScreen>): UiState {
  const { files } = state.view
  if (!files) return state
  const next = withView(state, { files: { ...files, ...change } })
  return isOfFiles(next.view.mode) ? withView(next, { mode: baseMode(next) }) : next
}

export function isOfFiles(mode: string): mode is FilesMode {
  return MODES.some(each => each === mode)
}

/** Moves the selection of the list or of the search results, or scrolls the text. The selection stays visible. */
export function moveFiles(state: UiState, by: number): UiState {
  const { files } = state.view
  if (!files) return state
  const { mode } = state.view
  const rows = filesRows(state.view)
  if (mode === 'file-conflict' || mode === 'file-edit') return state
  if (mode === 'file-text') {
    const most = Math.max(0, (files.text?.lines.length ?? 0) - rows)
    return withFiles(state, { scroll: Math.max(0, Math.min(files.scroll + by, most)) })
  }
  const [length = 0, at, seen] =
    mode === 'files-found'
      ? [files.found?.rows.length, files.hit, files.scroll]
      : [files.listing?.entries.length, files.row, files.top]
  const row = Math.max(0, Math.min(at + by, length - 1))
  const top = Math.max(row - rows + 1, Math.min(seen, row))
  return withFiles(state, mode === 'files-found' ? { hit: row, scroll: top } : { row, top })
}
