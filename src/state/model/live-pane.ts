import type { Failure } from './failure.ts'
import type { NamedSession, Target } from './target.ts'

/** The screen of a pane. Lines contain text and colours (SGR) only. */
export interface Screen {
  readonly lines: readonly string[]
  readonly width: number
  readonly height: number
  readonly cursor: { readonly x: number; readonly y: number } | null
  /** Number of scrollback lines above the screen. */
  readonly history: number
}

/** The followed pane, whose screen the user watches live. */
export interface Output {
  readonly target: Target | null
  /** The session of the followed pane as it was last seen, for messages about it. */
  readonly session: NamedSession | null
  readonly screen: Screen | null
  /** Why the pane is not shown, or no longer shown. */
  readonly failure?: Failure | undefined
  /** What has happened to the pane's session since following began, in one sentence. */
  readonly note?: string
  /** When following began; epoch milliseconds. */
  readonly since: number
  /** Whether the pane's newest lines are visible: not covered, and not scrolled away. */
  readonly isVisible: boolean
  /** The pane's scrollback, if requested; null: requested, not received yet. */
  readonly scrollback?: Scrollback | null
}

/** The scrollback and the screen of a pane, oldest line first. */
export interface Scrollback {
  readonly lines: readonly string[]
  /** Number of lines in tmux above the first of `lines`. */
  readonly above: number
}

/** Panes that are captured in addition to the followed pane, and their screens. */
export interface Watched {
  /** Panes that are shown together: on the wall, or to clients of fleetmux's server. */
  readonly shown: readonly Target[]
  /** Panes that are captured: the shown ones and the recorded ones. */
  readonly asked: readonly Target[]
  /** The newest screen of each pane, by `paneKey`, including panes that were watched earlier. */
  readonly screens: Readonly<Record<string, Screen>>
}

/** A key for a pane. Pane ids alone are not unique: every server starts from %0. */
export function paneKey({ host, server, pane }: Target): string {
  return `${host}\n${server}\n${pane}`
}
