import type { Alert } from './alert.ts'
import type { DiscoverFrom } from './discovered.ts'
import type { Decision } from './duty.ts'
import type { AttachVia, HostConfig } from './host-config.ts'
import type { HostChange } from './host-entry.ts'
import type { LaunchOrder } from './launch.ts'
import type { How } from './receipt.ts'
import type { PoolEntry, SessionRecord } from './record.ts'
import type { Target } from './ref.ts'
import type { AttachStrategy } from './settings.ts'

/** What the backend shall do. Values: one executor carries them out, results come back as events. */
export type Command =
  /** Opens the host's channel and keeps it up: dialled again with back-off until `hang-up`. */
  | { readonly type: 'dial'; readonly host: HostConfig }
  | { readonly type: 'hang-up'; readonly host: string }
  /** Listens to this pane (and to no other) and sends its screen whenever it changes. */
  | { readonly type: 'follow'; readonly target: Target | null }
  /** Fetches scrollback and screen: the newest `lines` of it, or all. */
  | { readonly type: 'history'; readonly target: Target; readonly lines: number | 'all' }
  | {
      readonly type: 'send'
      readonly target: Target
      readonly text: string
      readonly enter: boolean
      readonly ref?: string
    }
  /** Keys in tmux's names and pieces of literal text, in order. */
  | { readonly type: 'keys'; readonly target: Target; readonly keys: readonly Key[] }
  /** All at once, each by itself; `receipt` events tell. `from: 'enter'`: the text is there already. */
  | {
      readonly type: 'broadcast'
      readonly id: number
      readonly text: string
      readonly how: How
      readonly targets: readonly { readonly target: Target; readonly from: 'text' | 'enter' }[]
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
  /** Reads what agents do on all hosts, from now on. */
  | { readonly type: 'read-agents' }
  | { readonly type: 'launch'; readonly order: LaunchOrder; readonly ref: string }
  | { readonly type: 'track'; readonly ref?: string }
  | { readonly type: 'join'; readonly host: string; readonly ref?: string }
  /** Finds out how the program of a tracked session ended, or that one which is pending has begun. */
  | { readonly type: 'stir'; readonly host: string; readonly record: SessionRecord }
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
  | {
      readonly type: 'remove-machine'
      readonly host: string
      /** A person has named it: it goes even where the pool has not made it. */
      readonly named?: boolean
      readonly ref?: string
    }
  | { readonly type: 'fetch-results'; readonly record: SessionRecord; readonly ref?: string }
  | {
      readonly type: 'measure'
      readonly records: readonly SessionRecord[]
      readonly ref?: string
    }
  | {
      readonly type: 'accept-secrets'
      /** Absolute path of the local repository. */
      readonly repository: string
      /** From its root; lines from 1. */
      readonly places: readonly { readonly path: string; readonly line: number }[]
      readonly branch?: string
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
  | ({ readonly type: 'attach'; readonly target: Target; readonly ref?: string } & AttachHow)
  /** Hands the terminal to the person's editor; an `edited` event brings the text. */
  | { readonly type: 'edit-text'; readonly text: string }
  | { readonly type: 'examine' }
  | { readonly type: 'close-masters'; readonly host?: string; readonly ref?: string }
  | {
      readonly type: 'import-hosts'
      readonly from: 'atmux' | 'ssh'
      readonly names?: readonly string[]
      readonly ref?: string
    }
  /** Looks through containers or pods for some that have tmux; `discovered` brings them. */
  | {
      readonly type: 'discover'
      readonly from: DiscoverFrom
      readonly context?: string
      readonly namespace?: string
      readonly ref?: string
    }
  /** Writes a host into the configuration (`isNew`), or what becomes different about it. */
  | {
      readonly type: 'keep-host'
      readonly host: string
      readonly change: HostChange
      readonly isNew?: boolean
      readonly ref?: string
    }
  /** Takes a host out of the configuration; what runs there goes on. */
  | { readonly type: 'drop-host'; readonly host: string; readonly ref?: string }
  /** `probed` events tell each thing that was found out, `tested` that it is over. */
  | {
      readonly type: 'test-host'
      readonly host: HostConfig
      readonly agents: boolean
      readonly ref: string
    }
  | { readonly type: 'connect-host'; readonly host: HostConfig; readonly ref?: string }
  | { readonly type: 'read-importable'; readonly ref?: string }
  | { readonly type: 'read-values'; readonly ref?: string }
  /** Runs a person's own command: a pane has come to need them. */
  | { readonly type: 'notify'; readonly command: string; readonly alert: Alert }
  /** A `tick` event at that time; replaces the one asked for before. */
  | { readonly type: 'wake'; readonly at: number | null }
  | { readonly type: 'quit' }

export type Key = { readonly key: string } | { readonly text: string } | { readonly paste: string }

/** How to attach; what is left out is as the host's and the person's configuration say. */
export interface AttachHow {
  readonly via?: AttachVia
  /** Look, do not touch: nothing that is typed arrives, and nobody's window is resized. */
  readonly readOnly?: boolean
  /** The target's own window and pane, for this terminal only; else the session as it is. */
  readonly window?: boolean
  readonly strategy?: AttachStrategy
  /** Keeps `strategy` in the configuration. */
  readonly remember?: boolean
}

/** How a tracked session ended. `completedAt`: epoch milliseconds. */
export interface SessionEnd {
  readonly status: 'completed' | 'failed' | 'killed'
  readonly exitCode: number | null
  readonly completedAt: number
}
