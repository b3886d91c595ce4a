import { parentPath } from '../../state/files/parent-path.ts'
import type { PictureArea } from '../../state/files/picture.ts'
import { lastPart, samePath } from '../../state/files/written-path.ts'
import type { FilesAnswer, FilesRequest } from '../../state/host-requests/files-request.ts'
import type { FilesScreen } from '../model/files-screen.ts'
import type { UiState } from '../model/ui-state.ts'
import { baseMode } from '../view/base-mode.ts'
import { inside, screenArea } from '../view/layout.ts'
import { type Handlers, type Step, step } from '../view/step.ts'
import { clearToast, say, withView } from '../view/toast.ts'
import { cancelOpening, isEditing, openEditor, redoEdit, undoEdit } from './file-editor.ts'
import { askFileLine, submitFileLine } from './file-line.ts'
import {
  directoryOf,
  filesRows,
  isOfFiles,
  moveFiles,
  pagesOf,
  pathOfEntry,
  selectedFile,
  withFiles,
} from './file-selection.ts'
import { listAgain, listAt } from './listing-request.ts'
import { closeEditor, leaveEditor, saveEdit, takeSaved } from './save-edit.ts'

const AT_FIRST: Omit<FilesScreen, 'host' | 'path'> = {
  ...{ listing: null, failure: null, isReading: false, turn: 0, wanted: null },
  ...{ row: 0, top: 0, hidden: false, filter: '', page: 0 },
  ...{ text: null, editor: null, opening: null, found: null, hit: 0, scroll: 0 },
  ...{ conflict: null, progress: null, line: 'go' },
}

/** Message handlers of the files screen. */
export const filesScreen: Handlers = {
  'open-files': (state, { host, pane }) => {
    const files = { ...AT_FIRST, host, path: '' }
    const screen = { files, mode: 'files', hosts: null, runs: null, wall: null } as const
    return listAt(withView(clearToast(state), screen), '', pane)
  },
  'leave-files': state => step(leave(clearToast(state))),
  'list-files': state => listAgain(clearToast(state)),
  'toggle-hidden-files': state => {
    const hidden = !state.view.files?.hidden
    const next = say(
      withFiles(state, { hidden, page: 0 }),
      `Names that begin with a dot are ${hidden ? 'shown' : 'hidden'}.`,
    )
    return listAgain(next)
  },
  'turn-files': (state, { by }) => turn(clearToast(state), by),
  'leave-directory': state => toParent(clearToast(state)),
  'enter-file': state => enter(clearToast(state)),
  'ask-file-line': (state, { line }) => step(askFileLine(clearToast(state), line)),
  'submit-file-line': state => submitFileLine(state),
  'edit-file': state => edit(clearToast(state)),
  'edit-file-here': state => editHere(clearToast(state)),
  'save-file': state => saveEdit(clearToast(state)),
  'undo-edit': state => step(undoEdit(clearToast(state))),
  'redo-edit': state => step(redoEdit(clearToast(state))),
  'leave-editor': state => step(leaveEditor(clearToast(state))),
  'close-editor': state => step(closeEditor(clearToast(state))),
  'list-trash': state => ask(say(state, 'Reading the trash…'), { do: 'trash' }),
  'ask-remove-file': state => step(askRemove(clearToast(state))),
  'settle-file': (state, { choice }) => {
    const closed = choice === 'difference' ? state : withFiles(state, { conflict: null })
    return ask(closed, { do: 'settle', choice })
  },
  'files-answered': (state, { host, answer }) =>
    host === state.view.files?.host ? take(state, answer) : step(state),
  move: (state, { by }) => step(isHere(state) ? moveFiles(clearToast(state), by) : state),
  first: state => step(isHere(state) ? moveFiles(state, -Infinity) : state),
  last: state => step(isHere(state) ? moveFiles(state, Infinity) : state),
  page: (state, { by }) => step(isHere(state) ? page(clearToast(state), by) : state),
  wheel: (state, { by }) => step(isHere(state) ? moveFiles(state, 3 * by) : state),
}

function isHere({ view }: UiState): boolean {
  return isOfFiles(view.mode)
}

function page(state: UiState, by: number): UiState {
  const { files } = state.view
  return files ? moveFiles(state, Math.trunc(by * filesRows(state.view))) : state
}

function ask(state: UiState, request: FilesRequest): Step {
  const { files } = state.view
  if (!files) return step(state)
  return step(state, { type: 'ask-files', host: files.host, ask: request })
}

/** Goes one step back: closes the text, the conflict, the search results or the filter, else the screen. */
function leave(state: UiState): UiState {
  const { files } = state.view
  if (!files) return state
  if (files.text) return withFiles(state, { text: null, scroll: 0 })
  if (files.found) return withFiles(state, { found: null, hit: 0, scroll: 0 })
  const left = withView(state, { files: null })
  return withView(left, { mode: baseMode(left) })
}

function turn(state: UiState, by: 1 | -1): Step {
  const { files } = state.view
  if (!files) return step(state)
  const next = files.page + by
  if (next < 0 || next >= pagesOf(files))
    return step(say(state, 'The directory has no other page.'))
  return listAgain(withFiles(state, { page: next, row: 0, top: 0 }))
}

function toParent(state: UiState): Step {
  const { files } = state.view
  if (!files) return step(state)
  const directory = directoryOf(files)
  if (directory === '/') return step(say(state, 'This is the root directory of the host.'))
  return listAt(withFiles(state, { wanted: lastPart(samePath(directory)) }), parentPath(directory))
}

function enter(state: UiState): Step {
  const { files } = state.view
  if (!files || files.text) return step(state)
  if (files.found) return enterFound(state, files)
  const entry = selectedFile(state)
  if (!entry) return step(say(state, 'No file is selected.'))
  const path = pathOfEntry(files, entry.name)
  if ((entry.target?.type ?? entry.type) === 'directory') return listAt(state, path)
  return ask(say(state, `Reading ${entry.name}…`), { do: 'show', path, area: areaOf(state) })
}

/** The space for a file's content. */
function areaOf({ view }: UiState): PictureArea {
  const { width, height } = inside(screenArea(view))
  return { columns: width, rows: height }
}

function enterFound(state: UiState, files: FilesScreen): Step {
  const row = files.found?.rows[files.hit]
  if (!row) return step(say(state, 'Nothing was found.'))
  if (files.found?.isTrash)
    return ask(withFiles(state, { found: null, hit: 0, scroll: 0 }), {
      do: 'restore',
      path: row.name,
    })
  const path = pathOfEntry(files, row.name)
  if (row.line !== undefined)
    return ask(state, { do: 'show', path, line: row.line, area: areaOf(state) })
  const wanted = lastPart(samePath(path))
  return listAt(withFiles(state, { found: null, hit: 0, wanted }), parentPath(path))
}

function edit(state: UiState): Step {
  const path = shownPath(state)
  return path === null ? step(say(state, 'No file is selected.')) : ask(state, { do: 'edit', path })
}

function editHere(state: UiState): Step {
  const path = shownPath(state)
  if (path === null) return step(say(state, 'No file is selected.'))
  if (state.view.files?.conflict)
    return step(say(state, 'First decide about the conflict: o, k, d or l.'))
  return ask(say(withFiles(state, { opening: path }), 'Reading the file…'), { do: 'open', path })
}

/** The path of the shown text, else of the selected file. */
function shownPath(state: UiState): string | null {
  const { files } = state.view
  if (!files || files.text) return files?.text?.path ?? null
  const entry = selectedFile(state)
  return entry && pathOfEntry(files, entry.name)
}

function askRemove(state: UiState): UiState {
  const { files } = state.view
  const entry = selectedFile(state)
  if (!files || !entry) return say(state, 'No file is selected.')
  const path = pathOfEntry(files, entry.name)
  const what = entry.type === 'directory' ? 'directory, with everything in it,' : entry.type
  const question = `Remove the ${what} ${files.host}:${path}?`
  const intent = { type: 'ask-files', host: files.host, ask: { do: 'remove', path } } as const
  return withView(state, { mode: 'confirm', confirm: { what: 'files', question, intent } })
}

function take(state: UiState, answer: FilesAnswer): Step {
  if (answer.of === 'list') return step(listed(state, answer))
  if (answer.of === 'changed') return listAgain(state)
  if (answer.of === 'progress') return step(withFiles(state, { progress: answer.progress }))
  if (answer.of === 'conflict')
    return step(clearToast(withFiles(state, { conflict: answer.conflict, text: null })))
  if (answer.of === 'found') return step(clearToast(withFiles(state, { found: answer.found })))
  if (answer.of === 'opened') return step(openEditor(clearToast(state), answer.file))
  if (answer.of === 'saved' || answer.of === 'unsaved') return step(takeSaved(state, answer))
  if (answer.of === 'unopened') return step(cancelOpening(state, answer.path))
  // While a file is being edited, a late answer with another text must not cover it. The difference between the edited
  // file and the file on the host, which the user has requested during a conflict, may cover it.
  if (isEditing(state) && !state.view.files?.conflict) return step(state)
  const { text } = answer
  const read = clearToast(withFiles(state, { text, scroll: 0 }))
  return step(moveFiles(read, Math.max(0, (text.line ?? 1) - 4)))
}

function listed(state: UiState, answer: Extract<FilesAnswer, { of: 'list' }>): UiState {
  const { files } = state.view
  if (!files || answer.turn !== files.turn) return state
  if ('failure' in answer)
    return withFiles(state, { failure: answer.failure, listing: null, isReading: false })
  const { listing } = answer
  const at = listing.entries.findIndex(({ name }) => name === files.wanted)
  const row = Math.max(0, at >= 0 ? at : Math.min(files.row, listing.entries.length - 1))
  const next = { listing, failure: null, isReading: false, wanted: null, row }
  return moveFiles(withFiles(state, next), 0)
}
