import type { RunRef } from '../../state/model/fleet-run.ts'

/** The screen of the runs, and how the conversation of the selected one is read. */
export interface RunsScreen {
  /** The selected run, and its row: that is used when the run is gone. */
  readonly run: RunRef | null
  readonly row: number
  /** What tools were given and have answered is shown. */
  readonly isUnfolded: boolean
  /** First visible line of the conversation; null: its end, and what comes. */
  readonly top: number | null
  /** A text that is looked for in the conversation, and the line at which it was found last. */
  readonly search: { readonly text: string; readonly line: number | null } | null
}

/** Intents of the screen of the runs. */
export type RunIntent =
  /** Opens it at that run; default: the first one. */
  | { readonly type: 'open-runs'; readonly run?: RunRef }
  /** Scrolls the conversation by so many lines, to its beginning, or back to its end. */
  | { readonly type: 'scroll-run'; readonly by: number | 'start' | 'end' }
  /** Shows or hides what tools were given and have answered. */
  | { readonly type: 'unfold' }
  /** To the next place of the searched text, upwards (1) or downwards. */
  | { readonly type: 'match-run'; readonly by: 1 | -1 }
  | { readonly type: 'search-run'; readonly text: string }
  /** Selects the next run that asks. */
  | { readonly type: 'next-asking-run' }
  | { readonly type: 'leave-runs' }
  /** Asks for confirmation before a run is stopped, or what it has left is removed. */
  | { readonly type: 'ask-run'; readonly what: 'stop' | 'remove' }
