import type { RunRef } from '../../state/model/fleet-run.ts'

/** State of the runs screen, and the scroll position and search in the conversation of the selected run. */
export interface RunsScreen {
  /** The selected run. */
  readonly run: RunRef | null
  /** Row of the selected run. If this run is gone, the run that is now in this row is selected. */
  readonly row: number
  /** Whether inputs and results of tools are shown. */
  readonly isUnfolded: boolean
  /** First visible line of the conversation; null: the view follows the end. */
  readonly top: number | null
  /** The searched text, and the line of the match that was shown last; null: no match was found yet. */
  readonly search: { readonly text: string; readonly line: number | null } | null
}

export type RunIntent =
  /**
   * Opens the screen at this run; default: at the run that is selected if the screen is already open, else at the first
   * one.
   */
  | { readonly type: 'open-runs'; readonly run?: RunRef }
  /** Scrolls the conversation by `by` lines, to its beginning, or to its end. */
  | { readonly type: 'scroll-run'; readonly by: number | 'start' | 'end' }
  /** Shows or hides inputs and results of tools. */
  | { readonly type: 'unfold' }
  /** Goes to the next match, upwards (1) or downwards (-1). */
  | { readonly type: 'match-run'; readonly by: 1 | -1 }
  | { readonly type: 'search-run'; readonly text: string }
  /** Selects the next run with an open question. */
  | { readonly type: 'next-asking-run' }
  | { readonly type: 'leave-runs' }
  /** Asks for confirmation before a run is stopped or removed. */
  | { readonly type: 'ask-run'; readonly what: 'stop' | 'remove' }
