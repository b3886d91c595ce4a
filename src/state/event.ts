import type { AgentReading, AgentTrace } from './agent.ts'
import type { Failure } from './failure.ts'
import type { Check, HostConfig, Link, Screen, Server, Session, Settings, Target } from './model.ts'
import type { Receipt } from './receipt.ts'

/** What happened, told by the backend or the terminal. Facts, never wishes. */
export type Event =
  | {
      readonly type: 'configured'
      readonly hosts: readonly HostConfig[]
      readonly settings: Settings
    }
  | { readonly type: 'link'; readonly host: string; readonly link: LinkChange }
  | { readonly type: 'round-trip'; readonly host: string; readonly milliseconds: number }
  | { readonly type: 'server'; readonly host: string; readonly server: Server }
  | { readonly type: 'sessions'; readonly host: string; readonly sessions: readonly Session[] }
  /** What the agent in a pane does now; null: there is none in it any more. */
  | {
      readonly type: 'agent'
      readonly target: Target
      readonly reading: AgentReading | null
      readonly trace: readonly AgentTrace[]
    }
  | { readonly type: 'screen'; readonly target: Target; readonly screen: Screen }
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
      readonly name: string
      readonly ref?: string
    }
  | { readonly type: 'did'; readonly text: string; readonly quiet?: boolean; readonly ref?: string }
  | { readonly type: 'failed'; readonly failure: Failure; readonly ref?: string }
  /** What was seen of broadcast `id` on that pane, by now. */
  | {
      readonly type: 'receipt'
      readonly id: number
      readonly target: Target
      readonly receipt: Receipt
    }
  /** What the person wrote in their own editor. */
  | { readonly type: 'edited'; readonly text: string }
  | { readonly type: 'examined'; readonly checks: readonly Check[] }
  | { readonly type: 'resized'; readonly columns: number; readonly rows: number }
  | { readonly type: 'tick' }

export type LinkChange = Omit<Link, 'since' | 'roundTrip'>
