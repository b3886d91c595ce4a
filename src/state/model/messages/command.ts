import type { RunRef } from '../fleet-run.ts'
import type { HostConfig } from '../host-config.ts'
import type { SendOptions } from '../receipt.ts'
import type { Alert } from '../settings/alert.ts'
import type { Target } from '../target.ts'
import type { Decision, PoolEntry, SessionRecord } from '../tracked-session.ts'
import type { DirectCommand } from './direct-command.ts'

/** Commands to the backend, as values. One executor runs them; results come back as events. */
export type Command =
  | DirectCommand
  /** Connects to the host and stays connected: reconnects with back-off until `hang-up`. */
  | { readonly type: 'dial'; readonly host: HostConfig }
  /**
   * Follows this pane and no other: dispatches the event `screen` whenever its screen changes. null: follows no pane.
   */
  | { readonly type: 'follow'; readonly target: Target | null }
  /** Captures only these panes, and the followed pane, when they change. */
  | { readonly type: 'watch-tiles'; readonly targets: readonly Target[] }
  /** Reads the screen and the newest `lines` of the scrollback, or all of it. */
  | {
      readonly type: 'history'
      readonly target: Target
      readonly lines: number | 'all'
      readonly joined?: boolean
    }
  /**
   * Sends to all targets in parallel; results are `receipt` events. `from: 'enter'`: the text is already in the pane.
   */
  | {
      readonly type: 'broadcast'
      readonly id: number
      readonly text: string
      readonly how: SendOptions
      readonly targets: readonly { readonly target: Target; readonly from: 'text' | 'enter' }[]
      /** Panes that already got the text. They get nothing if they are listed again under another host name. */
      readonly heard?: readonly Target[]
    }
  /** Cancels the texts of the broadcast `id` that still wait for their panes. */
  | { readonly type: 'call-off-panes'; readonly id: number }
  /** Creates the file of a recording, in the format asciicast v2. `at`: epoch milliseconds, for its name. */
  | {
      readonly type: 'begin-cast'
      readonly recording: number
      readonly name: string
      readonly at: number
      readonly header: string
    }
  | { readonly type: 'cast'; readonly recording: number; readonly lines: readonly string[] }
  | { readonly type: 'end-cast'; readonly recording: number }
  /**
   * Writes the kept last minutes of a pane into a new recording. `lines`: all its lines, in the format asciicast v2.
   */
  | {
      readonly type: 'keep-cast'
      readonly name: string
      readonly at: number
      readonly lines: readonly string[]
    }
  | {
      readonly type: 'new-session'
      readonly host: string
      readonly name?: string
      readonly directory?: string
      readonly command?: readonly string[] | string
      readonly ref?: string
    }
  | {
      readonly type: 'search'
      /** The number of the search, which the events with its results repeat. */
      readonly search: number
      readonly host: string
      readonly pattern: string
      readonly lines: number
      readonly fixed: boolean
      readonly ignoreCase: boolean
    }
  /**
   * Finds out how the program of a tracked session (one in the state file) ended, or whether a pending session has
   * started.
   */
  | { readonly type: 'stir'; readonly host: string; readonly record: SessionRecord }
  /** Finds out whether tracked sessions that are gone from their host were killed. */
  | {
      readonly type: 'read-ends'
      readonly host: string
      readonly records: readonly SessionRecord[]
    }
  /** Stores in the state file how a tracked session ended. */
  | { readonly type: 'settle'; readonly id: string; readonly end: SessionEnd }
  | {
      readonly type: 'end-tracked'
      readonly record: SessionRecord
      readonly force: boolean
      readonly ref?: string
    }
  | {
      readonly type: 'duty'
      readonly host: string
      readonly decision: Decision
      /** The machine's entry for the pool in the state file; used only if the pool has no entry of this host yet. */
      readonly entry: PoolEntry
      readonly ref?: string
    }
  | { readonly type: 'fetch-results'; readonly record: SessionRecord; readonly ref?: string }
  | {
      readonly type: 'measure'
      readonly records: readonly SessionRecord[]
      readonly ref?: string
    }
  /** Changes the host of `record` in the state file, if a session on the new host reports the record's id. */
  | {
      readonly type: 'reassign'
      readonly record: SessionRecord
      readonly host: string
      readonly ref?: string
    }
  | {
      readonly type: 'recover'
      readonly hosts?: readonly string[]
      /** Set if the user has not requested the command: its result is then only logged. */
      readonly quiet?: true
      readonly ref?: string
    }
  | {
      readonly type: 'kill-session'
      readonly host: string
      readonly server: string
      readonly session: string
      readonly name: string
      readonly ref?: string
    }
  /** Tests a host: sends a `probed` event for each result, and `tested` at the end. */
  | {
      readonly type: 'test-host'
      readonly host: HostConfig
      readonly agents: boolean
      readonly ref: string
    }
  | {
      readonly type: 'connect-host'
      readonly host: HostConfig
      readonly waits?: true
      readonly ref?: string
    }
  /** Reports the runs of this host from now on, and reads the streams of running ones. */
  | { readonly type: 'watch-runs'; readonly host: string }
  /** Reads the conversation of this run (its events, as text) and of no other; null: of none. */
  | { readonly type: 'show-run'; readonly run: RunRef | null }
  /** Runs the user's notification command. */
  | { readonly type: 'notify'; readonly command: string; readonly alert: Alert }
  /** Requests a `tick` event at the time `at`, in place of an earlier request; null only cancels the earlier one. */
  | { readonly type: 'wake'; readonly at: number | null }

/** How a session that was started from a prompt ended. `completedAt`: epoch milliseconds. */
export interface SessionEnd {
  readonly status: 'completed' | 'failed' | 'killed'
  readonly exitCode: number | null
  readonly completedAt: number
}
