import type { AgentJson } from './agent-json.ts'
import type { LiveRun } from './live-run-json.ts'

/** Messages between the web page and the server over one WebSocket, each a JSON document. */
export type FromPage =
  /** The panes that the page shows from now on, by their ids. */
  | { readonly type: 'watch'; readonly panes: readonly string[] }
  /** The pane whose view the user has opened on the page; null: the page shows no single pane. */
  | { readonly type: 'focus'; readonly pane: string | null }
  /** Requests the complete screen of a pane again, because lines are missing. */
  | { readonly type: 'repeat'; readonly pane: string }
  /** Asks whether the connection still works; the answer is `pong`. */
  | { readonly type: 'ping' }

export type FromServer =
  | {
      readonly type: 'hello'
      readonly version: string
      readonly role: 'viewer' | 'operator' | 'admin'
      readonly now: number
      /** Names of all hosts. The page removes any other host that it knows from an earlier connection. */
      readonly hosts: readonly string[]
    }
  | { readonly type: 'pong'; readonly now: number }
  /** A host and all of its sessions; the first message about a host. */
  | { readonly type: 'host'; readonly host: LiveHost; readonly sessions: readonly LiveSession[] }
  /**
   * Changes since the last message about a host: the host itself, its new or changed sessions, and the ids of ended
   * ones.
   */
  | {
      readonly type: 'host-change'
      readonly host: LiveHost
      readonly sessions: readonly LiveSession[]
      readonly gone: readonly string[]
    }
  | { readonly type: 'host-gone'; readonly name: string }
  /** All runs that have not ended, sent at each change. */
  | { readonly type: 'runs'; readonly runs: readonly LiveRun[] }
  | ScreenMessage
  /** Who has typed into a pane that the page shows. */
  | {
      readonly type: 'driver'
      readonly pane: string
      readonly name: string
      /** Whether this device, which gets the message, is the one that typed into the pane. */
      readonly you: boolean
      readonly at: number
    }
  | { readonly type: 'gone'; readonly pane: string }
  /** An event of the fleet, as in the API's event stream. */
  | { readonly type: 'event'; readonly event: LiveEvent }
  /** Why the server has refused a message of the page. */
  | { readonly type: 'refused'; readonly message: string }

/** A screen: complete (`key`), or only the lines changed since the last message, by index. */
export interface ScreenMessage {
  readonly type: 'screen'
  readonly pane: string
  /** Incremented for each message of a pane. If a number is missing, the page requests the complete screen. */
  readonly seq: number
  readonly key: boolean
  readonly width: number
  readonly height: number
  readonly cursor: { readonly x: number; readonly y: number } | null
  /** The lines with text and colours (SGR), by index. */
  readonly lines: Readonly<Record<number, string>>
}

export interface LiveHost {
  readonly name: string
  readonly transport: string
  readonly link: string
  readonly since: number
  readonly roundTrip: number | null
  readonly failure: string | null
}

export interface LiveSession {
  readonly id: string
  readonly name: string
  /** The prompt that the session was started from. */
  readonly prompt: string | null
  readonly activity: number
  readonly panes: readonly LivePaneInfo[]
}

export interface LivePaneInfo {
  readonly id: string
  readonly window: string
  readonly index: string
  readonly active: boolean
  readonly command: string
  readonly title: string
  readonly width: number
  readonly height: number
  readonly dead: boolean
  readonly ours: boolean
  readonly agent: AgentJson | null
}

export interface LiveEvent {
  readonly at: number
  readonly tone: string
  readonly text: string
  readonly host: string | null
}
