import type { Screen } from '../../state/model/live-pane.ts'

/** How the followed pane is read: scrolled back, rewound, searched. It begins anew with every pane. */
export interface Reading {
  /** Lines to scroll up as soon as the first screen is here. */
  readonly up?: number
  /** Set while somebody looks back: nothing moves until they return to live. */
  readonly paused: Paused | null
  readonly ring: Ring
  /** The moment of the ring that is shown; null: what is there now. */
  readonly rewound: number | null
  /** What came between the time somebody last looked at it and this one. */
  readonly fresh: Fresh | null
  /** Columns cut off at the left. */
  readonly left: number
  readonly search: Search | null
}

export interface Fresh {
  /** When it was looked at last. */
  readonly at: number
  /** Its first line, counted from the oldest of the scrollback. */
  readonly line: number
  /** How many lines it was when somebody came back. */
  readonly count: number
  /** It begins above what the panel shows. */
  readonly isFar: boolean
}

export interface Paused {
  /** Scrollback and screen as they were, oldest first; the screen alone until the first answer. */
  readonly lines: readonly string[]
  /** Lines below the bottom of the panel. */
  readonly below: number
  /** Lines to scroll up as soon as the scrollback is here. */
  readonly owed: number
  /** Scrollback that tmux holds above the first of `lines`. */
  readonly above: number
  readonly loading: boolean
  /** How many lines were asked for last. */
  readonly asked: number | 'all'
  /** Where to go as soon as it is here: the oldest line, or the first that is new. */
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
  /** Lines that were new in a frame, all together: what it costs to keep them. */
  readonly weight: number
}

export interface Frame {
  /** Epoch milliseconds. */
  readonly at: number
  readonly screen: Screen
  /** Lines that the frame before did not have. */
  readonly weight: number
}

/** A pane as it was when somebody last looked at it. */
export interface Look {
  /** Epoch milliseconds. */
  readonly at: number
  /** Lines of scrollback that were above. */
  readonly history: number
  readonly lines: readonly string[]
}

/** By pane, the one left last at the end. */
export type Looks = Readonly<Record<string, Look>>
