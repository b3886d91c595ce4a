import type { Clean } from '../text/clean.ts'
import type { AgentStatus } from './agents/agent.ts'
import type { Failure } from './failure.ts'
import type { HostConfig } from './host-config.ts'

export interface Host {
  readonly config: HostConfig
  /** The number of the newest connection that has sent an event. Events of older connections are ignored. */
  readonly connection?: number
  readonly link: Link
  readonly server: Server
  /** The sessions by tmux's session id (`$3`). If the connection is lost, they are kept and shown with their age. */
  readonly sessions: ReadonlyMap<string, Session>
  /** The status of the agent in each pane, by tmux's pane id (`%5`). */
  readonly agents: ReadonlyMap<string, AgentStatus>
  /**
   * Progress of finding agents on this tmux server: of its `of` panes that may have an agent, `read` have been checked.
   * `wasAll`: set once all have been checked since the host was connected.
   */
  readonly agentsRead?: {
    readonly server: string
    readonly read: number
    readonly of: number
    readonly wasAll?: true
  }
  /** When an earlier process saw this server and these sessions, in epoch milliseconds. Set until the host answers. */
  readonly recalled?: number
  /**
   * Panes whose program an earlier process of fleetmux saw as ended. The end needs no alert now: the user saw it then,
   * or it was already more than an hour old.
   */
  readonly putAway?: { readonly server: string; readonly panes: readonly string[] }
  /** Names of other tmux servers on this host that are not shown, because there are too many. */
  readonly unshown?: readonly string[]
}

export interface Link {
  readonly state: 'idle' | 'connecting' | 'up' | 'slow' | 'down'
  readonly since: number
  /** Moving average of the time between a line of tmux commands and its answer, in milliseconds. */
  readonly roundTrip?: number
  /** Why the host is down. */
  readonly failure?: Failure
  /** When the next attempt to connect is made; epoch milliseconds. */
  readonly retryAt?: number
}

export type Server =
  | { readonly state: 'unknown' | 'no-tmux' | 'none' | 'no-sessions' }
  | {
      readonly state: 'running'
      readonly pid: number
      /** Epoch seconds from tmux. Pid and start time together identify the server. */
      readonly started: number
      readonly version: Clean
      /** `pushed`: changes come over control mode. `swept`: the server is polled, and `note` says why. */
      readonly path: 'pushed' | 'swept'
      readonly note?: Clean
      /** Absolute path of tmux on the host, when it is not on the PATH of commands. */
      readonly program?: string
    }

export interface Session {
  readonly id: string
  readonly name: Clean
  readonly created: number
  /** Time of the last output in any of the session's panes, in epoch milliseconds. */
  readonly activity: number
  /** Number of attached terminals. Control clients that only watch are not counted. */
  readonly attached: number
  readonly windows: number
  /**
   * Set if the session ends when its last client detaches (`destroy-unattached`): fleetmux then does not attach to
   * watch.
   */
  readonly fragile?: true
  /** The id of the session in the state file, if the session was started from a prompt. */
  readonly tracked?: string
  /** The panes, in the order of their windows, then of their indexes. */
  readonly panes: readonly Pane[]
}

export interface Pane {
  /** `%5`: unique during the lifetime of its server. */
  readonly id: string
  readonly window: { readonly id: string; readonly index: number; readonly name: Clean }
  readonly index: number
  /** Whether the pane is the active one of the session's current window. */
  readonly active: boolean
  readonly width: number
  readonly height: number
  readonly pid: number
  readonly command: Clean
  readonly title: Clean
  /** Set when the program has ended and the pane remains: its exit code, or 128 plus the number of its signal. */
  readonly dead?: { readonly code: number | undefined }
  readonly history: number
  readonly alternate: boolean
  readonly inMode: boolean
  readonly bracketPaste: boolean
  /** When the pane's window had its last output; epoch milliseconds, by the host's clock. */
  readonly activity: number
  /** Whether fleetmux itself runs in this pane, which is then never followed, sent to or ended. */
  readonly ours: boolean
  /** User options (`@fleetmux_agent`, `@fleetmux_state`) of the pane, its window or its session. */
  readonly said?: {
    readonly agent?: Clean
    readonly state?: Clean
    /**
     * Set if fleetmux started the agent as the pane's own program, so that the pane has this agent until the program
     * ends.
     */
    readonly own?: true
  }
}
