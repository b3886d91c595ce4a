import type { Clean } from '../text/clean.ts'
import type { AgentState, Question } from './agents/agent.ts'
import type { Failure } from './failure.ts'
import type { NamedSession } from './target.ts'

/**
 * What has changed in the fleet, in one word. Of agents: `asks`, `answered`, `works`, `finished` (it rests after work),
 * `done` and `failed` (as its screen says), `left` (another program runs there now). Of sessions: `started`, `ended`.
 * Of hosts: `lost`, `back`.
 */
export type TransitionKind =
  | 'asks'
  | 'answered'
  | 'works'
  | 'finished'
  | 'done'
  | 'failed'
  | 'left'
  | 'started'
  | 'ended'
  | 'lost'
  | 'back'

/** One change, found by comparing the fleet before and after a message. */
export interface Transition {
  readonly what: TransitionKind
  readonly host: string
  readonly session?: NamedSession
  readonly pane?: string
  readonly agent?: string
  /** What the agent did before, and since when; epoch milliseconds. */
  readonly before?: AgentState
  readonly since?: number
  readonly state?: AgentState
  /** What it asks, or what it had asked. */
  readonly question?: Question
  /** Who gave the answer. Only an answer from this process is known by its text. */
  readonly answer?: { readonly by: 'here' | 'elsewhere'; readonly text?: Clean }
  /** The exit code of what ended. */
  readonly code?: number
  readonly failure?: Failure
}
