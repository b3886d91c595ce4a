import { promptOf } from '../command-line/prompt-dialog.ts'
import { baseMode } from '../view/base-mode.ts'
import type { Dialog } from '../view/dialog.ts'
import { withView } from '../view/toast.ts'

/** The dialogs of the files screen. The handlers in `filesScreen` process `move`, `page` and `back` instead. */
export const filesDialogs: readonly Dialog[] = (
  ['files', 'file-text', 'files-found', 'file-conflict'] as const
).map(mode => ({
  mode,
  open: state => state,
  move: state => state,
  page: state => state,
  back: state => state,
}))

/** The prompt at the bottom of the files screen, for a name, a place on a host, or a text to search. */
export const fileLineDialog: Dialog = {
  ...promptOf('file-line'),
  back: state => withView(state, { mode: baseMode(state) }),
}
