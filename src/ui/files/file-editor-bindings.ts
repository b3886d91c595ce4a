import type { UiIntent } from '../model/intent.ts'
import type { UiState } from '../model/ui-state.ts'
import type { Mode } from '../model/view.ts'
import { type Binding, hint, inModes } from '../view/binding.ts'

const EDIT: readonly Mode[] = ['file-edit']

/** Keys of the editor of a file; those within a line are in `dialog-bindings.ts`. */
export const fileEditorKeys: readonly Binding[] = [
  inModes(EDIT, ['C-s'], 'save the file on its host', { type: 'save-file' }, hint(10, 'save')),
  inModes(
    EDIT,
    ['Escape', 'C-c'],
    'close (asks first if something was changed)',
    { type: 'leave-editor' },
    hint(11, 'close'),
  ),
  inModes(EDIT, ['C-z', 'C-_'], 'undo', { type: 'undo-edit' }, hint(0, 'undo')),
  inModes(EDIT, ['M-z'], 'redo', { type: 'redo-edit' }, hint(1, 'redo')),
  inModes(
    EDIT,
    ['C-g'],
    'find a text, or go to a line',
    { type: 'ask-file-line', line: 'seek' },
    hint(2, 'find'),
  ),
  inModes(EDIT, ['C-y'], 'insert what was deleted with C-k, C-u or C-w', edited, hint(3, 'insert')),
  inModes(EDIT, ['Enter', 'C-j'], 'a new line', edited),
  inModes(EDIT, ['Tab'], 'indent: a tab, or two spaces where the file uses spaces', edited),
  inModes(EDIT, ['Down', 'C-n'], 'down a line', { type: 'move', by: 1 }),
  inModes(EDIT, ['Up', 'C-p'], 'up a line', { type: 'move', by: -1 }),
  inModes(EDIT, ['NPage'], 'a page down', { type: 'page', by: 1 }),
  inModes(EDIT, ['PPage'], 'a page up', { type: 'page', by: -1 }),
  inModes(EDIT, ['C-Home', 'M-<'], 'to the start of the text', { type: 'first' }),
  inModes(EDIT, ['C-End', 'M->'], 'to the end of the text', { type: 'last' }),
]

function edited(_: UiState, key: string): UiIntent {
  return { type: 'edit', key }
}
