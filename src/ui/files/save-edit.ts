import { textOfLines } from '../../state/files/line-ends.ts'
import type { FilesAnswer } from '../../state/host-requests/files-request.ts'
import type { FileEditor } from '../model/files-screen.ts'
import type { UiState } from '../model/ui-state.ts'
import { type Step, step } from '../view/step.ts'
import { say, withView } from '../view/toast.ts'
import { withEditor } from './file-editor.ts'
import { withFiles } from './file-selection.ts'

export function isChanged({ history, saved }: FileEditor): boolean {
  return !isSame(history.block.lines, saved.lines)
}

/** Saves the text. The editor stays open until it is left, also if the save fails. */
export function saveEdit(state: UiState): Step {
  const { files } = state.view
  const { editor } = files ?? {}
  if (!files || !editor) return step(state)
  if (editor.saving) return step(say(state, 'The text is already being saved.'))
  if (!isChanged(editor)) return step(say(state, 'The text has no changes to save.'))
  const { history, saved, path, version, title } = editor
  const { lines } = history.block
  const text = textOfLines({ ...saved, lines })
  return step(say(withEditor(state, { saving: lines }), `Saving ${title}…`), {
    ...{ type: 'ask-files', host: files.host },
    ask: { do: 'save', path, text, before: version },
  })
}

/** Handles the answer to a save. An answer that nobody waits for is ignored. */
export function takeSaved(
  state: UiState,
  answer: Extract<FilesAnswer, { of: 'saved' | 'unsaved' }>,
): UiState {
  const { editor } = state.view.files ?? {}
  if (!editor?.saving || editor.path !== answer.path) return state
  const { saving, saved, history } = editor
  const done = withEditor(state, { saving: null })
  if (answer.of === 'unsaved') return done
  if (answer.version)
    return withEditor(done, { version: answer.version, saved: { ...saved, lines: saving } })
  // The text was saved under another name. If more was typed meanwhile, the editor stays open.
  return isSame(history.block.lines, saving) ? closeEditor(done) : done
}

/** Closes the editor; asks first if that loses changes. */
export function leaveEditor(state: UiState): UiState {
  const { editor } = state.view.files ?? {}
  if (!editor || (!editor.saving && !isChanged(editor))) return closeEditor(state)
  const question = editor.saving
    ? `${editor.title} is still being saved. Close the editor?`
    : `Discard the changes of ${editor.title}?`
  return withView(state, { mode: 'confirm', confirm: { what: 'discard', question } })
}

export function closeEditor(state: UiState): UiState {
  return withFiles(state, { editor: null, opening: null })
}

function isSame(one: readonly string[], other: readonly string[]): boolean {
  if (one === other) return true
  return one.length === other.length && one.every((line, at) => line === other[at])
}
