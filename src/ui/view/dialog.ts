import type { ReactNode } from 'react'
import { EMPTY_LINE } from '../edit/line.ts'
import type { ViewIntent } from '../model/intent.ts'
import type { UiState } from '../model/ui-state.ts'
import type { Mode, View } from '../model/view.ts'
import { baseMode } from './base-mode.ts'
import { overlayOf } from './layout.ts'
import { withView } from './toast.ts'

export type Ask = Extract<ViewIntent, { type: 'ask' }>

/**
 * All functions of a dialog over the panels or of a prompt on their last line; `app/dialogs.ts` lists all dialogs. Its
 * keys are the bindings of its mode. A missing function does nothing unless a default is given.
 */
export interface Dialog {
  readonly mode: Mode
  /** Opens the dialog. Default: enters the mode and scrolls to the first row. */
  readonly open?: (state: UiState, asked: Ask) => UiState
  /** Handles typed or pasted text. If missing, characters are handled as keys. */
  readonly type?: (state: UiState, text: string) => UiState
  /** Handles an editing key, in tmux's notation. */
  readonly edit?: (state: UiState, key: string) => UiState
  readonly complete?: (state: UiState) => UiState
  /** Recalls an earlier text: `by` 1 goes to an older text, -1 to a newer one. */
  readonly recall?: (state: UiState, by: 1 | -1) => UiState
  readonly nextField?: (state: UiState, by: 1 | -1) => UiState
  readonly submit?: (state: UiState) => UiState
  /** Goes one step back; default: closes the dialog. */
  readonly back?: (state: UiState) => UiState
  /** Moves the selection or scrolls the text by `by` rows. Default: scrolls the text, if `rows` is set. */
  readonly move?: (state: UiState, by: number) => UiState
  /**
   * Moves the selection or scrolls the text by `by` pages, for example 0.5. Default: a page is as high as the panel.
   */
  readonly page?: (state: UiState, by: number) => UiState
  readonly enter?: (state: UiState) => UiState
  /** Number of lines of the dialog's text, if it can be scrolled. */
  readonly rows?: (state: UiState) => number
  /** Number of fixed lines that the dialog shows above its scrollable text. */
  readonly head?: number
  readonly draw?: (view: View) => ReactNode
  /** Set if the dialog is about the followed pane: output that is visible beside the dialog then counts as seen. */
  readonly isAboutPane?: true
}

/** Number of text lines that an overlay shows below `head` other lines. */
export function overlayRows({ view }: Pick<UiState, 'view'>, head = 0): number {
  return Math.max(1, overlayOf(view).height - 2 - head)
}

/** Returns to the panels, or to the screen from which the dialog was opened. */
export function closeDialog(state: UiState): UiState {
  return withView(state, {
    mode: baseMode(state),
    line: EMPTY_LINE,
    form: null,
    launcher: null,
    confirm: null,
    scroll: 0,
  })
}
