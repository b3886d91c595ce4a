import type { Clean } from '../text/clean.ts'
import type { AgentState, Question } from './agents/agent.ts'
import type { Failure } from './failure.ts'
import type { NamedSession } from './target.ts'

/**
 * The kind of a change in the fleet. Agents: `asks`, `answered`, `works`, `finished` (idle after work), `done` and
 * `failed` (according to its screen), `left` (another program now runs in the pane). Sessions: `started`, `ended`.
 * Hosts: `lost`, `back`.
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
  /** The agent's previous state. */
  readonly before?: AgentState
  /** When the state before this change began, of the agent or of the host; epoch milliseconds. */
  readonly since?: number
  readonly state?: AgentState
  /** The agent's open question, or the question that was open before the change. */
  readonly question?: Question
  /** How certain it is that the agent asks, from 0 to 1. */
  readonly confidence?: number
  /** Whether this process (`here`) or another source gave the answer. The text is known only for `here`. */
  readonly answer?: { readonly by: 'here' | 'elsewhere'; readonly text?: Clean }
  /** The exit code of the program that ended. */
  readonly code?: number
  readonly failure?: Failure
}
