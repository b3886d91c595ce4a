import type { Screen } from '../../state/model/live-pane.ts'

/** How the followed pane is read: scrolled back, rewound, searched. It is reset for every pane. */
export interface Reading {
  /** Lines to scroll up when the first screen has arrived. */
  readonly up?: number
  /** Set while the person looks back: the text does not move until they return to live. */
  readonly paused: Paused | null
  readonly ring: Ring
  /** The time in the ring that is shown; null: the live screen. */
  readonly rewound: number | null
  /** The output since the person last looked at the pane. */
  readonly fresh: Fresh | null
  /** Columns cut off on the left. */
  readonly left: number
  readonly search: Search | null
}

export interface Fresh {
  /** Time of the last look. */
  readonly at: number
  /** The first new line, counted from the oldest line of the scrollback. */
  readonly line: number
  /** Number of new lines when the person came back. */
  readonly count: number
  /** Whether the first new line is above the visible part. */
  readonly isFar: boolean
}

export interface Paused {
  /** Scrollback and screen at that time, oldest line first; only the screen until the scrollback has arrived. */
  readonly lines: readonly string[]
  /** Lines below the bottom of the panel. */
  readonly below: number
  /** Lines to scroll up when the scrollback has arrived. */
  readonly owed: number
  /** Scrollback that tmux holds above the first of `lines`. */
  readonly above: number
  readonly loading: boolean
  /** Number of lines of the last request. */
  readonly asked: number | 'all'
  /** Where to scroll when the scrollback has arrived: the oldest line, or the first new line. */
  readonly goal: 'top' | 'new' | null
}

export interface Search {
  readonly text: string
  /** Indexes into `Paused.lines`. */
  readonly hits: readonly number[]
  readonly current: number
}

/** The last minutes of a pane, oldest frame first. */
export interface Ring {
  readonly frames: readonly Frame[]
  /** Sum of the new lines of all frames, as a measure of memory. */
  readonly weight: number
}

export interface Frame {
  /** Epoch milliseconds. */
  readonly at: number
  readonly screen: Screen
  /** Lines that the last frame did not have. */
  readonly weight: number
}

/** A pane as the person last saw it. */
export interface Look {
  /** Epoch milliseconds. */
  readonly at: number
  /** Lines of scrollback above the screen. */
  readonly history: number
  readonly lines: readonly string[]
}

/** By pane; the one that was left last comes last. */
export type Looks = Readonly<Record<string, Look>>
