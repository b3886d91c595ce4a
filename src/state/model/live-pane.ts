import type { Failure } from './failure.ts'
import type { NamedSession, Target } from './target.ts'

/** What a pane shows: lines carry colours (SGR) and nothing else. */
export interface Screen {
  readonly lines: readonly string[]
  readonly width: number
  readonly height: number
  readonly cursor: { readonly x: number; readonly y: number } | null
  /** Lines of scrollback above. */
  readonly history: number
}

/** The followed pane. */
export interface Output {
  readonly target: Target | null
  /** The session of that pane as it was last seen, so that what became of it can be told. */
  readonly session: NamedSession | null
  readonly screen: Screen | null
  /** Why there is nothing (more) to see. */
  readonly failure?: Failure | undefined
  /** What became of the session meanwhile, in one sentence. */
  readonly note?: string
  /** Since when it is followed; epoch milliseconds. */
  readonly since: number
  /** Its newest lines are in sight: neither covered nor scrolled away. */
  readonly isVisible: boolean
  /** Its scrollback, where a command has asked for it; null: on its way. */
  readonly scrollback?: Scrollback | null
}

/** Scrollback and screen, oldest first; `above`: lines that tmux holds before the first. */
export interface Scrollback {
  readonly lines: readonly string[]
  readonly above: number
}

/** Panes that are looked at beside the followed one, and what they show. */
export interface Watched {
  /** Those that a screen shows. */
  readonly shown: readonly Target[]
  /** Those that hosts were asked for: what is shown, and what is recorded. */
  readonly asked: readonly Target[]
  /** By `paneKey`; the newest of those that were watched before are kept. */
  readonly screens: Readonly<Record<string, Screen>>
}

/** Ids of panes are given anew by every server. */
export function paneKey({ host, server, pane }: Target): string {
  return `${host}\n${server}\n${pane}`
}
