import type { BenchmarkSummary } from '../../state/benchmarks/reports/benchmark-summary.ts'
import type { DirectCommand } from '../../state/model/messages/direct-command.ts'
import type { Intent } from '../../state/model/messages/intent.ts'
import type { SessionRef, Target } from '../../state/model/target.ts'
import type { Clean } from '../../state/text/clean.ts'
import type { FilesIntent } from './files-screen.ts'
import type { HistoryIntent } from './history-view.ts'
import type { HostIntent } from './host-intent.ts'
import type { PlaybooksIntent } from './playbooks-view.ts'
import type { RunIntent } from './runs-screen.ts'

import type { TalkIntent } from './talk-view.ts'
import type { Mode, Panel, Sort } from './view.ts'

import type { Direction } from './wall.ts'

/** Everything that the user can request, from the fleet or from the screen. */
export type UiIntent =
  | (Intent | ViewIntent | HostIntent | RunIntent | FilesIntent | PlaybooksIntent)
  | (HistoryIntent | TalkIntent)

/** Intents that change the screen. */
export type ViewIntent =
  | { readonly type: 'resized'; readonly columns: number; readonly rows: number }
  | { readonly type: 'focus'; readonly panel: Panel | 'next' | 'previous' }
  | { readonly type: 'zoom' }
  /** Moves the selection, or scrolls the output panel. */
  | { readonly type: 'move'; readonly by: number }
  | { readonly type: 'page'; readonly by: 1 | -1 | 0.5 | -0.5 }
  | { readonly type: 'first' }
  | { readonly type: 'last' }
  | { readonly type: 'shift'; readonly by: number }
  | { readonly type: 'jump'; readonly row: number }
  | { readonly type: 'enter' }
  /** Closes the open dialog and selects the session. Without `session`, selects the host in the pool panel. */
  | { readonly type: 'go'; readonly host: string; readonly session?: string }
  | { readonly type: 'back' }
  | { readonly type: 'live' }
  /** Follows a pane, scrolled up by `up` lines. */
  | { readonly type: 'follow-back'; readonly target: Target; readonly up: number }
  /** Saves the screens of the followed pane that are still stored, at most those of 10 minutes, as a recording. */
  | { readonly type: 'keep-past' }
  /** Moves the shown time of the followed pane by `by` changes or seconds; negative: back in time. */
  | { readonly type: 'rewind'; readonly by: number; readonly unit: 'change' | 'second' }
  /** Scrolls to the output since the user last looked at the followed pane. */
  | { readonly type: 'to-new' }
  | { readonly type: 'sort'; readonly by?: Sort }
  | { readonly type: 'group' }
  | { readonly type: 'filter'; readonly text: string }
  /**
   * Switches to a mode. `kill` asks for confirmation before it ends `session` (default: the selected session). `quit`
   * asks for confirmation if texts still wait to be sent, since quitting loses them.
   */
  | {
      readonly type: 'ask'
      readonly mode: Mode | 'kill' | 'interrupt' | 'quit'
      readonly session?: SessionRef
      /** For `compose`: the text to send. The editor is skipped, and the list of recipients opens. */
      readonly text?: string
      /** For `interrupt`: the broadcast whose recipients are interrupted. */
      readonly id?: number
    }
  /**
   * `one` marks or unmarks the selected session. `range` marks all sessions from the one that was marked last to the
   * selected one, `shown` all that the filter shows, `host` all of the selected host. `none` removes all marks.
   */
  | { readonly type: 'mark'; readonly what: 'one' | 'range' | 'shown' | 'host' | 'none' }
  | { readonly type: 'mark-these'; readonly sessions: readonly SessionRef[] }
  /** The benchmarks that were read, or why reading failed. `more`: the number of older ones that were not read. */
  | {
      readonly type: 'benchmarks-read'
      readonly all: readonly BenchmarkSummary[]
      readonly more: number
      readonly failure: Clean | null
    }
  /** Switches to the next send mode. */
  | { readonly type: 'send-mode' }
  | { readonly type: 'only-at-prompt' }
  /** Toggles whether the text of the composer is kept for hosts that are down, and sent when they connect. */
  | { readonly type: 'queue' }
  | { readonly type: 'turn-receipts'; readonly by: 1 | -1 }
  | { readonly type: 'edit'; readonly key: string }
  | { readonly type: 'typed'; readonly text: string }
  | { readonly type: 'submit' }
  | { readonly type: 'complete' }
  /** Completes the path behind an `@`, on the host of the agent that gets the text. */
  | { readonly type: 'ask-mention' }
  | { readonly type: 'recall'; readonly by: 1 | -1 }
  | { readonly type: 'next-field'; readonly by: 1 | -1 }
  | { readonly type: 'match'; readonly by: 1 | -1 }
  | { readonly type: 'answer'; readonly yes: boolean }
  /** Selects the next session whose agent needs a person. */
  | { readonly type: 'next-need' }
  /** Marks the finished agents in all sessions that the filter shows as seen. */
  | { readonly type: 'put-away' }
  /** Answers the shown question with the choice that has this key. */
  | { readonly type: 'choose'; readonly key: string }
  /** Skips the question and goes to the next. */
  | { readonly type: 'pass-over' }
  | { readonly type: 'pane'; readonly by: 1 | -1 }
  /** Focuses another tile of the wall. */
  | { readonly type: 'tile'; readonly to: Direction }
  /** Shows another page of the wall. */
  | { readonly type: 'turn-wall'; readonly by: 1 | -1 }
  /** Zooms the focused tile to the whole wall, or back. */
  | { readonly type: 'zoom-tile' }
  | { readonly type: 'next-layout' }
  /** Switches the wall's sessions: the marked ones, those that the filter shows, or those that need a person. */
  | { readonly type: 'next-source' }
  /** Leaves the zoomed tile, else the wall. `to`: leaves the wall at once and focuses the tile's output. */
  | { readonly type: 'leave-wall'; readonly to?: 'output' }
  | { readonly type: 'click'; readonly x: number; readonly y: number }
  | { readonly type: 'wheel'; readonly x: number; readonly y: number; readonly by: 1 | -1 }
  | { readonly type: 'mouse'; readonly on?: boolean }
  | { readonly type: 'say'; readonly text: string }
  /**
   * Goes to the next (1) or previous (-1) line that matches the search, in the shown text about a worktree session: its
   * diff, or its details.
   */
  | { readonly type: 'match-work'; readonly by: 1 | -1 }
  /** Asks for confirmation before an action on a worktree session, or before a benchmark is stopped. */
  | {
      readonly type: 'ask-work'
      readonly question: string
      readonly intent: Extract<DirectCommand, { type: 'act-on-worktree' | 'stop-benchmark' }>
    }
  /** Removes the message from the status line. */
  | { readonly type: 'hush' }
