import type { Prompt } from '../model/view.ts'
import { baseMode } from '../view/base-mode.ts'
import { closeDialog, type Dialog } from '../view/dialog.ts'
import {
  completeLine,
  editLine,
  openPrompt,
  recallLine,
  setFilter,
  submitLine,
  typeLine,
} from './prompt.ts'

/** A prompt for one line at the bottom of the screen. */
export function promptOf(mode: Prompt): Dialog {
  return {
    mode,
    open: state => openPrompt(state, mode),
    type: typeLine,
    edit: editLine,
    complete: completeLine,
    recall: recallLine,
    submit: state => submitLine(state, baseMode(state)),
  }
}

/** The filter prompt. Leaving it with esc clears the filter. */
export const filterPrompt: Dialog = {
  ...promptOf('filter'),
  back: state => setFilter(closeDialog(state), ''),
}
