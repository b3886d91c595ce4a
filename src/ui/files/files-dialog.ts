import { promptOf } from '../command-line/prompt-dialog.ts'
import { baseMode } from '../view/base-mode.ts'
import type { Dialog } from '../view/dialog.ts'
import { look } from '../view/toast.ts'

/** The screen itself: what is open on it is drawn above it. Its slice moves and leaves it. */
export const filesDialogs: readonly Dialog[] = (
  ['files', 'file-text', 'files-found', 'file-conflict'] as const
).map(mode => ({
  mode,
  open: state => state,
  move: state => state,
  page: state => state,
  back: state => state,
}))

/** The line at the bottom: a name, a place, a text that is searched. */
export const fileLineDialog: Dialog = {
  ...promptOf('file-line'),
  back: state => look(state, { mode: baseMode(state) }),
}
