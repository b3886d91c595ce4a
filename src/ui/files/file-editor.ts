import { linesOfFile } from '../../state/files/line-ends.ts'
import type { EditableFile } from '../../state/host-requests/files-request.ts'
import { isPlain } from '../../state/text/glyph-width.ts'
import { moveTo } from '../edit/block.ts'
import {
  type EditHistory,
  editText,
  historyOf,
  moveCursor,
  redo,
  typeText,
  undo,
} from '../edit/edit-history.ts'
import type { FileEditor } from '../model/files-screen.ts'
import type { UiState } from '../model/ui-state.ts'
import type { Dialog } from '../view/dialog.ts'
import { say } from '../view/toast.ts'
import { editorArea, keepInView } from './editor-area.ts'
import { withFiles } from './file-selection.ts'
import { findText } from './find-text.ts'

/** Maximum length of a line, in UTF-16 code units. A file with a longer line is not opened: each key would be slow. */
const LONGEST = 10_000
/** `LONGEST` for a line of printable ASCII: the editor splits such a line faster. */
const LONGEST_PLAIN = 100_000

/** Opens a file that was read, unless the user does not wait for it any more. */
export function openEditor(state: UiState, file: EditableFile): UiState {
  const { files } = state.view
  if (!files || files.opening !== file.path) return state
  const { path, title, text, version } = file
  const saved = linesOfFile(text)
  if (saved.lines.some(isTooLong))
    return say(
      cancelOpening(state, path),
      `${title} has lines that are too long to edit here: press e for your own editor.`,
      'bad',
    )
  // If the text was shown, the editor begins at the same line.
  const row = files.text ? (files.text.line ?? files.scroll + 1) - 1 : 0
  const editor: FileEditor = {
    ...{ path, title, version, saved, history: historyOf(saved.lines, row) },
    ...{ saving: null, column: null, top: files.scroll, left: 0, sought: '' },
  }
  const seen = keepInView(editor, state.view)
  return withFiles(state, { text: null, scroll: 0, opening: null, editor: seen })
}

function isTooLong(line: string): boolean {
  return line.length > LONGEST && (line.length > LONGEST_PLAIN || !isPlain(line))
}

/** Forgets the file that is still being read for the editor, because it could not be opened. */
export function cancelOpening(state: UiState, path: string): UiState {
  return state.view.files?.opening === path ? withFiles(state, { opening: null }) : state
}

/** Whether a text is under edit on the files screen, or soon will be. */
export function isEditing({ view: { files } }: UiState): boolean {
  return Boolean(files?.editor) || typeof files?.opening === 'string'
}

/** The file editor as a dialog. The files screen draws it, so that it stays visible below a prompt. */
export const fileEditDialog: Dialog = {
  mode: 'file-edit',
  open: state => state,
  type: (state, text) => changeText(state, history => typeText(history, text)),
  edit: (state, key) => changeText(state, history => editIn(history, key)),
  move: moveRows,
  page: (state, by) => moveRows(state, pageRows(state, by)),
}

export function undoEdit(state: UiState): UiState {
  return changeText(state, undo, 'There is no change to undo.')
}

export function redoEdit(state: UiState): UiState {
  return changeText(state, redo, 'No change was undone.')
}

/** Moves the cursor to the next place with this text, or to a line (`:9`). An empty text: the last one again. */
export function seekInEditor(state: UiState, typed: string): UiState {
  const { editor } = state.view.files ?? {}
  const text = typed === '' ? editor?.sought : typed
  if (!editor || !text) return withFiles(state, {})
  const { block } = editor.history
  const [, number] = /^:(\d+)$/.exec(text) ?? []
  const found = number ? moveTo(block, Number(number) - 1, 0) : findText(block, text)
  const next = withEditor(state, { sought: text })
  if (!found) return say(next, `The text does not contain: ${text}`)
  return changeText(next, history => moveCursor(history, found))
}

export function withEditor(state: UiState, change: Partial<FileEditor>): UiState {
  const { editor } = state.view.files ?? {}
  return editor
    ? withFiles(state, { editor: keepInView({ ...editor, ...change }, state.view) })
    : state
}

function changeText(
  state: UiState,
  change: (history: EditHistory) => EditHistory | null,
  why?: string,
): UiState {
  const { editor } = state.view.files ?? {}
  if (!editor) return state
  const history = change(editor.history)
  if (history) return withEditor(state, { history, column: null })
  return why === undefined ? state : say(state, why)
}

function editIn(history: EditHistory, key: string): EditHistory {
  if (key === 'Enter' || key === 'C-j') return typeText(history, '\n')
  return key === 'Tab' ? typeText(history, indentOf(history)) : editText(history, key)
}

/** What the key Tab inserts: two spaces in a text that is indented with spaces only. */
function indentOf({ block: { lines } }: EditHistory): string {
  const usesSpaces = lines.some(line => line.startsWith('  '))
  return usesSpaces && !lines.some(line => line.startsWith('\t')) ? '  ' : '\t'
}

function moveRows(state: UiState, by: number): UiState {
  const { editor } = state.view.files ?? {}
  if (!editor) return state
  const { block } = editor.history
  const column = editor.column ?? block.column
  const to = moveTo(block, block.row + by, Number.isFinite(by) ? column : by)
  return withEditor(state, { history: moveCursor(editor.history, to), column })
}

function pageRows({ view }: UiState, by: number): number {
  const { editor } = view.files ?? {}
  return editor ? Math.trunc(by * editorArea(view, editor).rows) : 0
}
