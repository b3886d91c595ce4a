import type { Clean } from '../text/clean.ts'
import type { AgentReading, AgentTrace } from './agent.ts'
import type { Check } from './check.ts'
import type { Importable } from './config-value.ts'
import type { Discovered, DiscoverFrom } from './discovered.ts'
import type { Failure } from './failure.ts'
import type { Link, Server, Session } from './fleet.ts'
import type { HostConfig } from './host-config.ts'
import type { Memories } from './last-seen.ts'
import type { ExecEnd } from './launch.ts'
import type { Screen } from './live-pane.ts'
import type { Receipt } from './receipt.ts'
import type { Hit } from './search.ts'
import type { Settings } from './settings.ts'
import type { NamedSession, Target } from './target.ts'
import type { Registry } from './tracked-session.ts'

/** What happened, told by the backend or the terminal. Facts, never wishes. */
export type Event =
  | {
      readonly type: 'configured'
      readonly hosts: readonly HostConfig[]
      readonly settings: Settings
    }
  | (FromConnection & { readonly type: 'link'; readonly link: LinkChange })
  /** Hosts as a run before this one saw them. */
  | { readonly type: 'recalled'; readonly memories: Memories }
  | (FromConnection & { readonly type: 'round-trip'; readonly milliseconds: number })
  | (FromConnection & { readonly type: 'server'; readonly server: Server })
  | (FromConnection & { readonly type: 'sessions'; readonly sessions: readonly Session[] })
  /** What the agent in a pane does now; null: there is none in it any more. */
  | {
      readonly type: 'agent'
      readonly target: Target
      readonly reading: AgentReading | null
      /** Since when, where another process has seen it; epoch milliseconds. */
      readonly since?: number
      readonly trace: readonly AgentTrace[]
    }
  /** How many of the panes of that server that may have an agent were read so far. */
  | {
      readonly type: 'agents-read'
      readonly host: string
      readonly server: string
      readonly read: number
      readonly of: number
    }
  | { readonly type: 'screen'; readonly target: Target; readonly screen: Screen }
  /** Panes of one server that the wall shows, as they look now. */
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
      /** Some of what was asked for could not be done, which `warned` has told. */
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
  /** That recording has ended by itself. */
  | { readonly type: 'cast-failed'; readonly recording: number; readonly failure: Failure }
  /** Something to know that stops nothing. */
  | { readonly type: 'warned'; readonly text: string; readonly ref?: string }
  | {
      readonly type: 'failed'
      readonly failure: Failure
      readonly about?: About
      readonly ref?: string
    }
  /** What the state file holds now. */
  | { readonly type: 'registry'; readonly registry: Registry }
  | { readonly type: 'measured'; readonly memory: Readonly<Record<string, number>> }
  /** A machine that no configuration names is in the fleet from now on. */
  | { readonly type: 'joined'; readonly host: HostConfig }
  /** Where the launch of that ref is: one of its prompts, or (null) all that are still on their way. */
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
      /** Where its machine comes from. */
      readonly origin: ExecEnd['origin']
    }
  | {
      readonly type: 'launch-failed'
      readonly launch: string
      readonly row: number | null
      readonly failure: Failure
    }
  /** What was seen of broadcast `id` on that pane, by now. */
  | {
      readonly type: 'receipt'
      readonly id: number
      readonly target: Target
      readonly receipt: Receipt
    }
  /** What the person wrote in their own editor. */
  | { readonly type: 'edited'; readonly text: string }
  /** One thing that a test found out about a host. */
  | {
      readonly type: 'probed'
      readonly host: string
      readonly check: Check
      /** The test's ref. */
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

/** What was asked of: a pane, a session that may be gone by now, or a host. */
export type About = Target | NamedSession | { readonly host: string }

/** What a connection to a host says of itself or of what is there. */
interface FromConnection {
  readonly host: string
  /** Which one: later ones have larger numbers. Without it: told by a process that lends its own. */
  readonly connection?: number
}

export type LinkChange = Omit<Link, 'since' | 'roundTrip'>
