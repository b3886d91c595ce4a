import type { Clean } from '../text/clean.ts'
import type { Failure } from './failure.ts'

/** A worktree session as the screen lists it. */
export interface WorkRow {
  readonly host: string
  readonly id: string
  readonly name: Clean
  readonly agent: Clean
  /** The directory of the session's repository on the host. */
  readonly repository: string
  readonly branch: Clean
  readonly base: Clean
  readonly state: string
  readonly detail: Clean
  readonly iterations: number
  /** The last result of the session's test script. */
  readonly test: Clean
  /** Number of commits ahead of and behind the base branch. */
  readonly distance: Clean
  readonly dirty: number
  /** The id of the agent's current run; '': none. */
  readonly run: string
  /** The tmux session on the host that shows the worktree session; '': no tmux session. */
  readonly session: Clean
}

/** Lines about one worktree session: its diff, or what prevents its merge. */
export interface WorkText {
  readonly id: string
  readonly title: Clean
  readonly lines: readonly Clean[]
}

/** A new worktree session, before its creation: the user must first approve the set-up command of its repository. */
export interface WorkSetup {
  readonly host: string
  readonly repository: string
  readonly agent: string
  readonly prompt: string
  readonly lines: readonly Clean[]
  /** SHA-256 of the set-up command: the user's approval applies to this text only. */
  readonly digest: string
}

export interface Work {
  readonly rows: readonly WorkRow[]
  /** Hosts that have been asked for their worktree sessions, and have not answered yet. */
  readonly pending: readonly string[]
  /** Hosts that are being read again, because an agent works in one of their sessions. */
  readonly refreshing: readonly string[]
  readonly failures: ReadonlyMap<string, Failure>
  /** For each worktree session, by its id: the sessions with which it would conflict. */
  readonly conflicts: ReadonlyMap<string, readonly Clean[]>
  readonly text: WorkText | null
  readonly setup: WorkSetup | null
}

/** Actions on a worktree session, each triggered by one key. */
export type WorkAct =
  | 'iterate'
  | 'test'
  | 'squash'
  | 'rebase'
  | 'merge'
  | 'continue'
  | 'abort'
  | 'clean'
  | 'force-clean'
  | 'pr'
  | 'export'
