import type { Clean } from '../text/clean.ts'
import type { Failure } from './failure.ts'

/** A worktree session as the screen lists it. */
export interface WorkRow {
  readonly host: string
  readonly id: string
  readonly name: Clean
  readonly agent: Clean
  /** The directory of its repository on its host. */
  readonly repository: string
  readonly branch: Clean
  readonly base: Clean
  readonly state: string
  readonly detail: Clean
  readonly iterations: number
  /** What its script said last. */
  readonly test: Clean
  /** Commits ahead and behind. */
  readonly distance: Clean
  readonly dirty: number
  /** The tmux session on its host that shows it; empty: none. */
  readonly session: Clean
}

/** Lines about one session: its diff, or what stands in the way of its merge. */
export interface WorkText {
  readonly id: string
  readonly title: Clean
  readonly lines: readonly Clean[]
}

export interface Work {
  readonly rows: readonly WorkRow[]
  /** Hosts that were asked and have not answered. */
  readonly pending: readonly string[]
  readonly failures: ReadonlyMap<string, Failure>
  /** By the id of a session: those that it would be in conflict with. */
  readonly conflicts: ReadonlyMap<string, readonly Clean[]>
  readonly text: WorkText | null
}

/** What can be done with a session by one key. `text`: a prompt. */
export type WorkAct =
  | 'iterate'
  | 'test'
  | 'squash'
  | 'rebase'
  | 'merge'
  | 'continue'
  | 'abort'
  | 'clean'
  | 'pr'
  | 'export'
