import type { CleanAnswer } from '../../group-talk/prompts.ts'
import type { FilesAnswer } from '../../host-requests/files-request.ts'
import type { HistoryAnswer } from '../../host-requests/history-request.ts'
import type { PlaybooksAnswer } from '../../host-requests/playbooks-request.ts'
import type { Clean } from '../../text/clean.ts'
import type { AgentReading, AgentTrace } from '../agents/agent.ts'
import type { Check } from '../check.ts'
import type { Discovered, DiscoverFrom } from '../discovered.ts'
import type { Failure } from '../failure.ts'
import type { Link, Server, Session } from '../fleet.ts'
import type { Passage, RunDigest, RunHead } from '../fleet-run.ts'
import type { HostConfig } from '../host-config.ts'
import type { LastSeenHosts } from '../last-seen.ts'
import type { ExecEnd } from '../launch.ts'
import type { Screen } from '../live-pane.ts'
import type { Receipt } from '../receipt.ts'
import type { Hit } from '../search.ts'
import type { Importable } from '../settings/config-value.ts'
import type { Settings } from '../settings/settings.ts'
import type { NamedSession, Target } from '../target.ts'
import type { Registry } from '../tracked-session.ts'
import type { Work, WorkRow, WorkSetup, WorkText } from '../work.ts'

/** What happened, reported by the backend or the terminal. Facts, never requests. */
export type Event =
  | {
      readonly type: 'configured'
      readonly hosts: readonly HostConfig[]
      readonly settings: Settings
    }
  | (FromConnection & { readonly type: 'link'; readonly link: LinkChange })
  /** Hosts as an earlier process saw them. */
  | { readonly type: 'recalled'; readonly memories: LastSeenHosts }
  | (FromConnection & { readonly type: 'round-trip'; readonly milliseconds: number })
  | (FromConnection & { readonly type: 'server'; readonly server: Server })
  | (FromConnection & { readonly type: 'sessions'; readonly sessions: readonly Session[] })
  /** The state of the agent in a pane; null: the pane has no agent any more. */
  | {
      readonly type: 'agent'
      readonly target: Target
      readonly reading: AgentReading | null
      /** When the state began, in epoch milliseconds. Set if another fleetmux process has reported the state. */
      readonly since?: number
      readonly trace: readonly AgentTrace[]
    }
  /** Progress of finding agents on a tmux server: of its `of` panes that may run an agent, `read` have been checked. */
  | {
      readonly type: 'agents-read'
      readonly host: string
      readonly server: string
      readonly read: number
      readonly of: number
    }
  | { readonly type: 'screen'; readonly target: Target; readonly screen: Screen }
  /** New screens of panes of one server that are watched besides the followed one: shown together, or recorded. */
  | {
      readonly type: 'tiles'
      readonly host: string
      readonly server: string
      readonly screens: readonly { readonly pane: string; readonly screen: Screen }[]
    }
  | {
      readonly type: 'history'
      readonly target: Target
      readonly lines: readonly string[]
      readonly above: number
    }
  | { readonly type: 'unfollowed'; readonly target: Target; readonly failure: Failure }
  | {
      readonly type: 'started'
      readonly host: string
      readonly session: string
      readonly name: Clean
      readonly ref?: string
    }
  | {
      readonly type: 'did'
      readonly text: string
      readonly quiet?: boolean
      /** Set if the request was only partly carried out; `warned` events say what is missing. */
      readonly partial?: true
      readonly about?: About
      readonly ref?: string
    }
  | {
      readonly type: 'found'
      readonly search: number
      readonly host: string
      readonly hits: readonly Hit[]
    }
  | {
      readonly type: 'search-failed'
      readonly search: number
      readonly host: string
      readonly failure: Failure
    }
  /** The recording has failed and ended. */
  | { readonly type: 'cast-failed'; readonly recording: number; readonly failure: Failure }
  /** A warning. The operation continues. */
  | { readonly type: 'warned'; readonly text: string; readonly ref?: string }
  | {
      readonly type: 'failed'
      readonly failure: Failure
      readonly about?: About
      readonly ref?: string
    }
  /** The new content of the state file. */
  | { readonly type: 'registry'; readonly registry: Registry }
  | { readonly type: 'measured'; readonly memory: Readonly<Record<string, number>> }
  /** A machine that is not in the configuration was added to the fleet. */
  | { readonly type: 'joined'; readonly host: HostConfig }
  /** Progress of a launch: for one of its prompts, or (null) for all that are not done. */
  | {
      readonly type: 'launch-step'
      readonly launch: string
      readonly row: number | null
      readonly text: Clean
      readonly id?: string
      readonly host?: string
    }
  | {
      readonly type: 'launched'
      readonly launch: string
      readonly row: number
      readonly id: string
      readonly host: string
      /** Where the session's machine comes from: created, from the pool, named by the user, or a configured host. */
      readonly origin: ExecEnd['origin']
    }
  | {
      readonly type: 'launch-failed'
      readonly launch: string
      readonly row: number | null
      readonly failure: Failure
    }
  /** This host has runs, or has had runs. */
  | (FromConnection & { readonly type: 'keeps-runs' })
  /** Another tmux server of the same user is on this host. */
  | (FromConnection & {
      readonly type: 'other-server'
      /** The name of the tmux server, which becomes part of the name `HOST+SERVER` in the list of hosts. */
      readonly server: string
      /** The tmux server's name for `tmux -L`, or the path of its socket. */
      readonly socket: string
    })
  /** Runs of a host: all of them (`isAll`), or those that have changed. */
  | {
      readonly type: 'runs'
      readonly host: string
      readonly runs: readonly RunHead[]
      readonly isAll: boolean
    }
  | { readonly type: 'run-removed'; readonly host: string; readonly id: string }
  /** Summary of a run's output stream so far. */
  | {
      readonly type: 'run-told'
      readonly host: string
      readonly id: string
      readonly digest: RunDigest
    }
  /** The output stream of a run cannot be read. */
  | {
      readonly type: 'run-unread'
      readonly host: string
      readonly id: string
      readonly failure: Failure
    }
  /** The conversation of the shown run: the passages (texts, tool calls, questions) with index `from` and higher. */
  | {
      readonly type: 'run-said'
      readonly host: string
      readonly id: string
      readonly from: number
      readonly passages: readonly Passage[]
      readonly isCut: boolean
    }
  /** The newest receipt of broadcast `id` for that pane. */
  | {
      readonly type: 'receipt'
      readonly id: number
      readonly target: Target
      readonly receipt: Receipt
    }
  | { readonly type: 'worktrees'; readonly host: string; readonly rows: readonly WorkRow[] }
  | { readonly type: 'worktrees-failed'; readonly host: string; readonly failure: Failure }
  /** For each id of a worktree session: the sessions that it would conflict with. */
  | { readonly type: 'worktree-conflicts'; readonly conflicts: Work['conflicts'] }
  | { readonly type: 'worktree-text'; readonly text: WorkText }
  /** A worktree session was not created: the user must first read and approve the set-up command of its repository. */
  | { readonly type: 'worktree-setup'; readonly setup: WorkSetup }
  | {
      readonly type: 'mention-completed'
      readonly target: Target
      readonly path: string
      readonly names: readonly Clean[]
    }
  | {
      readonly type: 'mentions-checked'
      readonly target: Target
      readonly missing: readonly Clean[]
    }
  | {
      readonly type: 'playbooks-answered'
      readonly host: string
      readonly answer: PlaybooksAnswer
    }
  | { readonly type: 'history-answered'; readonly host: string; readonly answer: HistoryAnswer }
  | {
      readonly type: 'agent-answered'
      /** The id of the talk (one question to several agents) to which the answer belongs. */
      readonly talk: string
      readonly answer: CleanAnswer
    }
  | { readonly type: 'files-answered'; readonly host: string; readonly answer: FilesAnswer }
  /** The text to send, as the user has edited it in their own editor (see `edit-text`). */
  | { readonly type: 'edited'; readonly text: string }
  /** One result of a host test. */
  | {
      readonly type: 'probed'
      readonly host: string
      readonly check: Check
      /** The `ref` of the message that started the host test. */
      readonly test: string
    }
  | { readonly type: 'tested'; readonly host: string; readonly test: string }
  | { readonly type: 'importable'; readonly hosts: readonly Importable[]; readonly ref?: string }
  | {
      readonly type: 'discovered'
      readonly from: DiscoverFrom
      readonly found: readonly Discovered[]
      readonly ref?: string
    }
  | { readonly type: 'tick' }

/** The subject of an event: a pane, a session that may have ended, or a host. */
export type About = Target | NamedSession | { readonly host: string }

/** Common fields of events from a connection to a host. */
interface FromConnection {
  readonly host: string
  /**
   * The number of the connection: later ones have larger numbers. Undefined: the event comes over the connection of
   * another process.
   */
  readonly connection?: number
}

export type LinkChange = Omit<Link, 'since' | 'roundTrip'>
