import type { Clean } from '../text/clean.ts'
import type { AgentStatus } from './agent.ts'
import type { Failure } from './failure.ts'
import type { HostConfig } from './host-config.ts'

export interface Host {
  readonly config: HostConfig
  /** The number of the newest connection that has said something; what older ones still say is not heard. */
  readonly connection?: number
  readonly link: Link
  readonly server: Server
  /** By tmux's session id (`$3`). They stay, aged, when the link drops. */
  readonly sessions: ReadonlyMap<string, Session>
  /** What the agents in its panes were seen to do, by tmux's pane id. */
  readonly agents: ReadonlyMap<string, AgentStatus>
  /** How many of the panes of that server that may have an agent were read so far, since somebody asked. */
  readonly agentsRead?: { readonly server: string; readonly read: number; readonly of: number }
  /** Server and sessions are as a run before this one saw them then, until it answers; epoch milliseconds. */
  readonly recalled?: number
}

export interface Link {
  readonly state: 'idle' | 'connecting' | 'up' | 'slow' | 'down'
  readonly since: number
  /** Milliseconds, from a command that was sent anyway. */
  readonly roundTrip?: number
  /** Why it is down. */
  readonly failure?: Failure
  /** When it is dialled again. */
  readonly retryAt?: number
}

export type Server =
  | { readonly state: 'unknown' | 'no-tmux' | 'none' | 'no-sessions' }
  | {
      readonly state: 'running'
      readonly pid: number
      /** Epoch seconds, as tmux gives it: with the pid, this server and no other. */
      readonly started: number
      readonly version: Clean
      /** How it is read: pushed over control mode, or swept, and then why. */
      readonly path: 'pushed' | 'swept'
      readonly note?: Clean
      /** Absolute path of tmux there, where commands do not have it on their PATH. */
      readonly program?: string
    }

export interface Session {
  readonly id: string
  readonly name: Clean
  readonly created: number
  /** Last output in any of its panes. */
  readonly activity: number
  /** Terminals of people; control clients that only watch are not counted. */
  readonly attached: number
  readonly windows: number
  /** It ends when its last client leaves (`destroy-unattached`): never attached to only to watch. */
  readonly fragile?: true
  /** The id of the tracked session that it is. */
  readonly tracked?: string
  /** In the order of windows, then of panes. */
  readonly panes: readonly Pane[]
}

export interface Pane {
  /** `%5`: unique on its server as long as that lives. */
  readonly id: string
  readonly window: { readonly id: string; readonly index: number; readonly name: Clean }
  readonly index: number
  /** The one that a terminal attached to the session would show. */
  readonly active: boolean
  readonly width: number
  readonly height: number
  readonly pid: number
  readonly command: Clean
  readonly title: Clean
  /** Set when the program has ended and the pane stayed: exit code, a signal as 128 plus its number. */
  readonly dead?: { readonly code: number | undefined }
  readonly history: number
  readonly alternate: boolean
  readonly inMode: boolean
  readonly bracketPaste: boolean
  /** Last output in its window. */
  readonly activity: number
  /** fleetmux itself runs in it: never followed, sent to or ended. */
  readonly ours: boolean
  /** What was said of it by user options (`@fleetmux_agent`, `@fleetmux_state`) of pane, window or session. */
  readonly said?: {
    readonly agent?: Clean
    readonly state?: Clean
    /** fleetmux started the agent as the pane's own program: as long as it lives, it is that. */
    readonly own?: true
  }
}
