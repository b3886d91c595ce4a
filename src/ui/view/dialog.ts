import type { ReactNode } from 'react'
import { EMPTY_LINE } from '../edit/line.ts'
import type { ViewIntent } from '../model/intent.ts'
import type { UiState } from '../model/ui-state.ts'
import type { Mode, View } from '../model/view.ts'
import { baseMode } from './base-mode.ts'
import { overlayOf } from './layout.ts'
import { look } from './toast.ts'

export type Ask = Extract<ViewIntent, { type: 'ask' }>

/**
 * What is open over the panels or on their last line, all in one place; `app/dialogs.ts` lists them. Its keys are
 * bindings for its mode. What is missing does nothing in that mode.
 */
export interface Dialog {
  readonly mode: Mode
  /** By default its mode is entered, at the first row. */
  readonly open?: (state: UiState, asked: Ask) => UiState
  /** Text that was typed or pasted. Where this is missing, characters are keys. */
  readonly type?: (state: UiState, text: string) => UiState
  /** A key that edits, in tmux's notation. */
  readonly edit?: (state: UiState, key: string) => UiState
  readonly complete?: (state: UiState) => UiState
  /** A text from before; 1 goes back in time. */
  readonly recall?: (state: UiState, by: 1 | -1) => UiState
  readonly nextField?: (state: UiState, by: 1 | -1) => UiState
  readonly submit?: (state: UiState) => UiState
  /** One step out; by default it closes. */
  readonly back?: (state: UiState) => UiState
  /** Moves the selection or the text by so many rows; by default the text, where there are `rows`. */
  readonly move?: (state: UiState, by: number) => UiState
  /** By default half a screen, as in the panels. */
  readonly page?: (state: UiState, by: number) => UiState
  readonly enter?: (state: UiState) => UiState
  /** How many lines its text has, where it scrolls. */
  readonly rows?: (state: UiState) => number
  /** Lines above the text. */
  readonly head?: number
  readonly draw?: (view: View) => ReactNode
  /** It is about the followed pane, which counts as seen beside it. */
  readonly isAboutPane?: true
}

/** Lines of text that an overlay shows below `head` others. */
export function overlayRows({ view }: Pick<UiState, 'view'>, head = 0): number {
  return Math.max(1, overlayOf(view).height - 2 - head)
}

/** Back to the panels, or to the screen that it was opened from. */
export function closeDialog(state: UiState): UiState {
  return look(state, {
    mode: baseMode(state),
    line: EMPTY_LINE,
    form: null,
    launcher: null,
    confirm: null,
    scroll: 0,
  })
}
