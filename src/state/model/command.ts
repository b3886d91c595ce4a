import type { Alert } from './alert.ts'
import type { Errand } from './errand.ts'
import type { HostConfig } from './host-config.ts'
import type { How } from './receipt.ts'
import type { Target } from './target.ts'
import type { Decision, PoolEntry, SessionRecord } from './tracked-session.ts'

/** What the backend shall do. Values: one executor carries them out, results come back as events. */
export type Command =
  | Errand
  /** Opens the host's channel and keeps it up: dialled again with back-off until `hang-up`. */
  | { readonly type: 'dial'; readonly host: HostConfig }
  /** Listens to this pane (and to no other) and sends its screen whenever it changes. */
  | { readonly type: 'follow'; readonly target: Target | null }
  /** Looks at these panes as they change, beside the followed one, and at no others. */
  | { readonly type: 'watch-tiles'; readonly targets: readonly Target[] }
  /** Fetches scrollback and screen: the newest `lines` of it, or all. */
  | {
      readonly type: 'history'
      readonly target: Target
      readonly lines: number | 'all'
      readonly joined?: boolean
    }
  /** All at once, each by itself; `receipt` events tell. `from: 'enter'`: the text is there already. */
  | {
      readonly type: 'broadcast'
      readonly id: number
      readonly text: string
      readonly how: How
      readonly targets: readonly { readonly target: Target; readonly from: 'text' | 'enter' }[]
      /** Panes that have it already: under another host's name they get nothing. */
      readonly heard?: readonly Target[]
    }
  /** What of that broadcast waits for its pane is not typed any more. */
  | { readonly type: 'call-off-panes'; readonly id: number }
  /** Makes the file of a recording, in the format asciicast v2. `at`: epoch milliseconds, for its name. */
  | {
      readonly type: 'begin-cast'
      readonly recording: number
      readonly name: string
      readonly at: number
      readonly header: string
    }
  | { readonly type: 'cast'; readonly recording: number; readonly lines: readonly string[] }
  | { readonly type: 'end-cast'; readonly recording: number }
  /** Writes a whole recording. */
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
      /** Its number: what is found is told with it. */
      readonly search: number
      readonly host: string
      readonly pattern: string
      readonly lines: number
      readonly fixed: boolean
      readonly ignoreCase: boolean
    }
  /** Finds out how the program of a tracked session ended, or that one which is pending has begun. */
  | { readonly type: 'stir'; readonly host: string; readonly record: SessionRecord }
  /** Finds out of tracked sessions that are gone from their host whether they were killed. */
  | {
      readonly type: 'read-ends'
      readonly host: string
      readonly records: readonly SessionRecord[]
    }
  /** Writes down how a tracked session ended. */
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
      /** As it is, or would be written. */
      readonly entry: PoolEntry
      readonly ref?: string
    }
  | { readonly type: 'fetch-results'; readonly record: SessionRecord; readonly ref?: string }
  | {
      readonly type: 'measure'
      readonly records: readonly SessionRecord[]
      readonly ref?: string
    }
  /** Gives a tracked session another host in the state file, where a session there says that it is that one. */
  | {
      readonly type: 'reassign'
      readonly record: SessionRecord
      readonly host: string
      readonly ref?: string
    }
  | {
      readonly type: 'recover'
      readonly hosts?: readonly string[]
      /** Nobody asked for it: it is told in the log alone. */
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
  /** `probed` events tell each thing that was found out, `tested` that it is over. */
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
  /** Runs a person's own command: a pane has come to need them. */
  | { readonly type: 'notify'; readonly command: string; readonly alert: Alert }
  /** A `tick` event at that time; replaces the one asked for before. */
  | { readonly type: 'wake'; readonly at: number | null }

/** How a tracked session ended. `completedAt`: epoch milliseconds. */
export interface SessionEnd {
  readonly status: 'completed' | 'failed' | 'killed'
  readonly exitCode: number | null
  readonly completedAt: number
}
