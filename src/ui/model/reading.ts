import type { Screen } from '../../state/model/live-pane.ts'

/** Scroll position, rewind position and search in the followed pane. It is reset when another pane is followed. */
export interface Reading {
  /** Lines to scroll up when the first screen has arrived. */
  readonly up?: number
  /** Set while the user is scrolled back: the text does not move until the user returns to live output. */
  readonly paused: Paused | null
  readonly ring: Ring
  /** The time of the earlier screen in `ring` that is shown, in epoch milliseconds; null: the live screen is shown. */
  readonly rewound: number | null
  /** The output since the user last looked at the pane. */
  readonly fresh: Fresh | null
  /** Number of columns cut off on the left. */
  readonly left: number
  readonly search: Search | null
}

export interface Fresh {
  /** Time of the user's last look, in epoch milliseconds. */
  readonly at: number
  /** The first line that is new since the user's last look, counted from the oldest line of the scrollback. */
  readonly line: number
  /** Number of new lines at the time when the user came back to the pane. */
  readonly count: number
  /** Whether the line `line` is above the visible part. */
  readonly isFar: boolean
}

export interface Paused {
  /**
   * Scrollback and screen at the time of the pause, oldest line first. Until the scrollback arrives, only the screen.
   */
  readonly lines: readonly string[]
  /** Number of lines below the bottom of the panel. */
  readonly below: number
  /** Number of lines still to scroll up when the scrollback has arrived. */
  readonly owed: number
  /** Number of lines that tmux has above the first of `lines`. */
  readonly above: number
  readonly loading: boolean
  /** Number of scrollback lines that were requested last. */
  readonly asked: number | 'all'
  /**
   * Where to scroll when the scrollback has arrived: to the oldest line, or to the first line since the user's last
   * look (see `Fresh`); null: nowhere.
   */
  readonly goal: 'top' | 'new' | null
}

export interface Search {
  readonly text: string
  /** Indexes into `Paused.lines`. */
  readonly hits: readonly number[]
  readonly current: number
}

/** The screens of the followed pane in the last minutes (frames), oldest first. */
export interface Ring {
  readonly frames: readonly Frame[]
  /** Number of changed lines in all frames, as a measure of their memory. */
  readonly weight: number
}

export interface Frame {
  /** When the screen was stored, in epoch milliseconds. */
  readonly at: number
  readonly screen: Screen
  /** Number of lines that differ from the frame before, as a measure of the memory for this frame. */
  readonly weight: number
}

/** A pane as the user last saw it. */
export interface SeenScreen {
  /** When the user last looked at the pane, in epoch milliseconds. */
  readonly at: number
  /** Number of scrollback lines above the screen. */
  readonly history: number
  readonly lines: readonly string[]
}

/** What each pane showed when the user last looked at it. The pane that the user left last comes last. */
export type SeenScreens = Readonly<Record<string, SeenScreen>>
